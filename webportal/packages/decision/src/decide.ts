/** From scores to a defended answer: the deepest name on the best path that meets the target. */

import { type Abstention, ABSTENTIONS, type Answer, type Candidate, type Ceiling, type Limit, type Scores } from "./answer";
import { byText, grouped } from "./candidates";
import { NO_RANK } from "./ranks";
import type { Release } from "./release";

/** Probability from which leaves that are no answer take the picture, unless the release measured its own. */
const OUTSIDE = 0.5;

export interface Wishes {
  /** A precision. */
  target?: number;
  /** Taxon ids a collection expects; the answer stays on the list, and no probability is moved to it. */
  taxonList?: readonly string[] | null;
  ceilings?: readonly Ceiling[];
}

/** The deepest name that meets the target, or the reason why there is none. */
export function decide(release: Release, scores: Scores, wishes: Wishes = {}): Answer {
  const { target = 0.95, taxonList = null, ceilings = [] } = wishes;
  const shown = scores.candidates.filter(({ rank }) => rank !== NO_RANK);
  const none = (abstention: Abstention, note = ""): Answer => ({
    answer: null, abstention, limit: null, candidates: shown, note,
  });
  const abstention = forbidden(release, scores);
  if (abstention) return none(abstention, scores.quality.faults.join(", "));
  const full = bestPath(release, scores);
  const { path: capped, ceiling } = cappedBy(full, scores.view, ceilings);
  const allowed = onList(release, taxonList);
  const path = allowed ? capped.filter(({ taxonId }) => allowed.has(taxonId)) : capped;
  if (allowed && !path.length) return none("unknown_taxon", "not on the taxon list");
  const answer = deepest(release, path, thresholdsFor(release, target));
  if (!answer) return none("undecided");
  const limit = limitOf(answer, full, ceiling);
  const said = limit === "not_separable" || limit === "needs_other_view";
  return { answer, abstention: null, limit, candidates: shown, note: said ? (ceiling?.reason ?? "") : "" };
}

/** Names from the most probable root downwards, always to the most probable child. */
export function bestPath(release: Release, { candidates }: Scores): Candidate[] {
  const named = candidates.filter(({ rank }) => rank !== NO_RANK);
  const children = grouped(named, ({ taxonId }) => release.taxon(taxonId).parentId);
  const path: Candidate[] = [];
  for (let below = children.get(null); below; below = children.get(path.at(-1)?.taxonId ?? null)) {
    path.push(below.reduce((best, one) => (surer(one, best) ? one : best)));
  }
  return path;
}

const surer = (one: Candidate, other: Candidate): boolean =>
  one.confidence > other.confidence ||
  (one.confidence === other.confidence && byText(one.taxonId, other.taxonId) < 0);

/**
 * Least probability per rank for a target: those of the nearest measured target not below it; none
 * where the release never measured one as high, for then nothing is promised.
 */
export function thresholdsFor({ fields }: Release, target: number): Readonly<Record<string, number>> {
  const measured = Object.keys(fields.thresholds).sort((one, other) => Number(one) - Number(other));
  const key = measured.find((one) => Number(one) >= target - 1e-9);
  return (key !== undefined && fields.thresholds[key]) || {};
}

/** Reasons that forbid any answer, in their order of precedence. */
function forbidden(release: Release, scores: Scores): Abstention | null {
  if (scores.quality.faults.length) return "poor_picture";
  const outside = heldOutside(release, scores);
  if (outside) return outside;
  const { cut } = release.fields.novelty;
  return cut !== undefined && scores.novelty !== null && scores.novelty > cut ? "unlike_training" : null;
}

/** Code of the leaves that are no answer, where together they hold the picture; the surest gives it. */
function heldOutside({ fields }: Release, { candidates }: Scores): Abstention | null {
  const held = new Map<string, number>();
  for (const { taxonId, confidence } of candidates) {
    const code = fields.outside[taxonId];
    if (code !== undefined) held.set(code, (held.get(code) ?? 0) + confidence);
  }
  const together = [...held.values()].reduce((sum, one) => sum + one, 0);
  if (!held.size || together < (fields.novelty.outside ?? OUTSIDE)) return null;
  const codes = ABSTENTIONS.filter((code) => held.has(code));
  return codes.reduce((best, code) => ((held.get(code) ?? 0) > (held.get(best) ?? 0) ? code : best));
}

/** Listed taxa, their ancestors and what is below them; null where there is no list. */
function onList(release: Release, taxonList: readonly string[] | null): ReadonlySet<string> | null {
  if (!taxonList) return null;
  const listed = new Set(taxonList);
  const allowed = new Set<string>();
  for (const id of listed) {
    if (release.byId.has(id)) for (const taxon of release.lineage(id)) allowed.add(taxon.taxonId);
  }
  for (const { taxonId } of release.fields.taxa) {
    if (release.lineage(taxonId).some((taxon) => listed.has(taxon.taxonId))) allowed.add(taxonId);
  }
  return allowed;
}

/** The path down to the first ceiling, and that ceiling if something was below it. */
function cappedBy(
  path: readonly Candidate[],
  view: string | null,
  ceilings: readonly Ceiling[],
): { path: readonly Candidate[]; ceiling: Ceiling | null } {
  let first = path.length;
  let hit: Ceiling | null = null;
  for (const ceiling of ceilings) {
    const place = path.findIndex(({ taxonId }) => taxonId === ceiling.taxonId);
    if (place < 0 || place >= first || (ceiling.view !== null && ceiling.view !== view)) continue;
    [first, hit] = [place, ceiling];
  }
  return { path: path.slice(0, first + 1), ceiling: first + 1 < path.length ? hit : null };
}

function deepest(
  release: Release,
  path: readonly Candidate[],
  thresholds: Readonly<Record<string, number>>,
): Candidate | null {
  const fits = ({ taxonId, rank, confidence }: Candidate) => {
    const threshold = thresholds[rank];
    return threshold !== undefined && release.taxon(taxonId).answerable && confidence >= threshold;
  };
  return path.findLast(fits) ?? null;
}

function limitOf(answer: Candidate, path: readonly Candidate[], ceiling: Ceiling | null): Limit | null {
  if (ceiling && answer.taxonId === ceiling.taxonId) return ceiling.needsView ? "needs_other_view" : "not_separable";
  return answer.taxonId === path.at(-1)?.taxonId ? null : "undecided_below";
}
