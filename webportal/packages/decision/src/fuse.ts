/** Several views of one specimen, seen as one. */

import type { Candidate, Quality, Scores } from "./answer";
import { bestFirst } from "./candidates";

/** View of pictures that show a label: they say nothing about the insect. */
export const LABEL_VIEW = "label";

/**
 * The mean over the usable views: labels, and views with a quality fault, are left out where there is
 * any other. Several individuals are there only if every view that was counted shows several. Which views
 * they were stays known, because ceilings hold by view. Throws for no views, or for scores of different
 * releases.
 */
export function fuse(views: readonly Scores[]): Scores {
  const release = views[0]?.release;
  if (release === undefined) throw new RangeError("no scores to fuse");
  if (views.some((view) => view.release !== release)) {
    throw new RangeError("scores of different releases cannot be fused");
  }
  const telling = orAll(views.filter(({ view }) => view !== LABEL_VIEW), views);
  const usable = orAll(telling.filter(({ quality }) => !quality.faults.length), telling);
  if (usable.length === 1 && usable[0]) return usable[0];
  const seen = [...new Set(usable.map(({ view }) => view))];
  const counted = known(usable.map(({ individuals }) => individuals));
  return {
    release,
    candidates: fusedCandidates(usable),
    quality: fusedQuality(usable.map(({ quality }) => quality)),
    novelty: mean(known(usable.map(({ novelty }) => novelty))),
    view: seen.length === 1 ? (seen[0] ?? null) : null,
    individuals: counted.length ? Math.min(...counted) : null,
    fusedViews: seen,
  };
}

const orAll = <T>(some: readonly T[], all: readonly T[]): readonly T[] => (some.length ? some : all);

const known = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);

const mean = (values: readonly number[]): number | null =>
  values.length ? values.reduce((sum, one) => sum + one, 0) / values.length : null;

function fusedCandidates(views: readonly Scores[]): Candidate[] {
  const sums = new Map<string, number>();
  const names = new Map<string, Candidate>();
  for (const one of views.flatMap(({ candidates }) => candidates)) {
    if (!names.has(one.taxonId)) names.set(one.taxonId, one);
    sums.set(one.taxonId, (sums.get(one.taxonId) ?? 0) + one.confidence / views.length);
  }
  return [...names.values()]
    .map((one) => ({ ...one, confidence: Math.min(1, sums.get(one.taxonId) ?? 0) }))
    .sort(bestFirst);
}

/** The sharpest view's measures; faults only where all views have them. */
function fusedQuality(qualities: readonly Quality[]): Quality {
  const best = qualities.reduce((sharpest, one) => (one.sharpness > sharpest.sharpness ? one : sharpest));
  const common = best.faults.filter((fault) => qualities.every(({ faults }) => faults.includes(fault)));
  const everywhere = qualities.every(({ faults }) => faults.length > 0);
  return { ...best, faults: common.length || !everywhere ? common : best.faults };
}
