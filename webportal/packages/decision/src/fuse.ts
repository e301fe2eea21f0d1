/** Several views of one specimen, seen as one. */

import type { Candidate, Quality, Scores } from "./answer";
import { bestFirst } from "./candidates";

/**
 * The mean over the usable views: those with a quality fault are left out where another is without.
 * Throws for no views, or for scores of different releases.
 */
export function fuse(views: readonly Scores[]): Scores {
  const [first, ...others] = views;
  if (!first) throw new RangeError("no scores to fuse");
  if (others.some(({ release }) => release !== first.release)) {
    throw new RangeError("scores of different releases cannot be fused");
  }
  if (!others.length) return first;
  const sound = views.filter(({ quality }) => !quality.faults.length);
  const usable = sound.length ? sound : views;
  const sums = new Map<string, number>();
  const names = new Map<string, Candidate>();
  for (const { candidates } of usable) {
    for (const one of candidates) {
      if (!names.has(one.taxonId)) names.set(one.taxonId, one);
      sums.set(one.taxonId, (sums.get(one.taxonId) ?? 0) + one.confidence / usable.length);
    }
  }
  const novelties = usable.flatMap(({ novelty }) => (novelty === null ? [] : [novelty]));
  const seen = new Set(usable.map(({ view }) => view));
  return {
    release: first.release,
    candidates: [...names.values()]
      .map((one) => ({ ...one, confidence: Math.min(1, sums.get(one.taxonId) ?? 0) }))
      .sort(bestFirst),
    quality: fusedQuality(usable.map(({ quality }) => quality)),
    novelty: novelties.length ? novelties.reduce((sum, one) => sum + one, 0) / novelties.length : null,
    view: seen.size === 1 ? ([...seen][0] ?? null) : null,
  };
}

/** The sharpest view's measures; faults only where all views have them. */
function fusedQuality(qualities: readonly Quality[]): Quality {
  const best = qualities.reduce((sharpest, one) => (one.sharpness > sharpest.sharpness ? one : sharpest));
  const common = best.faults.filter((fault) => qualities.every(({ faults }) => faults.includes(fault)));
  const everywhere = qualities.every(({ faults }) => faults.length > 0);
  return { ...best, faults: common.length || !everywhere ? common : best.faults };
}
