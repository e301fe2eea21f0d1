/** From scores to a defended answer: the deepest name on the best path that meets the target. */

import {
  type Abstention, ABSTENTIONS, type Answer, type Candidate, type Ceiling, type Limit, LIMITS, type Scores,
  type Subject, UNKNOWN_SUBJECT,
} from "./answer";
import { byText, grouped } from "./candidates";
import { LABEL_VIEW } from "./fuse";
import { isBelowGenus, NO_RANK } from "./ranks";
import type { Release } from "./release";

/** Probability from which leaves that are no answer take the picture, unless the release measured its own. */
const OUTSIDE = 0.5;

export interface Wishes {
  /** A precision. */
  target?: number;
  /** Taxon ids a collection expects; the answer stays on the list, and no probability is moved to it. */
  taxonList?: readonly string[] | null;
  /** More of them, below which nothing is expected. */
  listedAbove?: readonly string[];
  ceilings?: readonly Ceiling[];
  /** What the record says of the individual. */
  subject?: Subject;
  /** Names below the genus that fewer test specimens have checked are answered at a coarser rank. */
  leastTesting?: number;
}

/** The deepest name that meets the target, or the reason why there is none. */
export function decide(release: Release, scores: Scores, wishes: Wishes = {}): Answer {
  const { target = 0.95, taxonList = null, listedAbove = [], ceilings = [] } = wishes;
  const { subject = UNKNOWN_SUBJECT, leastTesting = 0 } = wishes;
  const shown = scores.candidates.filter(({ rank }) => rank !== NO_RANK);
  const none = (abstention: Abstention, note = ""): Answer => ({
    answer: null, abstention, limit: null, candidates: shown, note, needsView: null,
  });
  const refused = forbidden(release, scores, subject);
  if (refused) return none(refused, refused === "poor_picture" ? scores.quality.faults.join(", ") : "");
  const full = bestPath(release, scores);
  const ceiling = ceilingCap(full, scores.fusedViews ?? [scores.view], ceilings);
  const cap = shortest(full, [...(ceiling ? [ceiling] : []), ...unseenCaps(release, full, subject)]);
  if (cap?.kept === 0) return none("unlike_training", cap.reason);
  const free = cap ? full.slice(0, cap.kept) : full;
  const allowed = onList(release, taxonList, listedAbove);
  const path = allowed ? free.filter(({ taxonId }) => allowed.has(taxonId)) : free;
  const thresholds = thresholdsFor(release, target);
  const answer = deepest(release, nearEnough(release, scores, path), thresholds, leastTesting);
  if (answer) return { ...limited(answer, full, cap), answer, abstention: null, candidates: shown };
  if (allowed && (!path.length || deepest(release, nearEnough(release, scores, free), thresholds, leastTesting)))
    return none("unknown_taxon", "not on the taxon list");
  return none(deepest(release, path, thresholds, leastTesting) ? "unknown_taxon" : "undecided");
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

/** The first reason, in the order of precedence, that forbids any answer. */
function forbidden(release: Release, scores: Scores, subject: Subject): Abstention | null {
  const outside = heldOutside(release, scores);
  const holds: Partial<Record<Abstention, boolean>> = {
    poor_picture: scores.quality.faults.length > 0,
    label_only: scores.view === LABEL_VIEW,
    several_specimens: (scores.individuals ?? 0) > 1,
    damaged: subject.damaged,
    unlike_training: isAboveCut(release, scores, "cut"),
  };
  return ABSTENTIONS.find((code) => holds[code] || code === outside) ?? null;
}

function isAboveCut({ fields }: Release, { novelty }: Scores, name: string): boolean {
  const cut = fields.novelty[name];
  return cut !== undefined && novelty !== null && novelty > cut;
}

/** Code of the leaves that are no answer, where together they hold the picture; the surest gives it. */
function heldOutside({ fields }: Release, { candidates }: Scores): Abstention | null {
  const held = new Map<string, number>();
  let together = 0;
  for (const { taxonId, confidence } of candidates) {
    const code = fields.outside[taxonId];
    if (code === undefined) continue;
    held.set(code, (held.get(code) ?? 0) + confidence);
    together += confidence;
  }
  if (!held.size || together < (fields.novelty.outside ?? OUTSIDE)) return null;
  const codes = ABSTENTIONS.filter((code) => held.has(code));
  return codes.reduce((best, code) => ((held.get(code) ?? 0) > (held.get(best) ?? 0) ? code : best));
}

/** Listed taxa, their ancestors and what is below them; null where there is no list. */
function onList(
  release: Release, taxonList: readonly string[] | null, listedAbove: readonly string[],
): ReadonlySet<string> | null {
  if (!taxonList) return null;
  const listed = new Set(taxonList);
  const allowed = new Set<string>();
  for (const id of [...taxonList, ...listedAbove]) {
    if (release.byId.has(id)) for (const taxon of release.lineage(id)) allowed.add(taxon.taxonId);
  }
  for (const { taxonId } of release.fields.taxa) {
    if (release.lineage(taxonId).some((taxon) => listed.has(taxon.taxonId))) allowed.add(taxonId);
  }
  return allowed;
}

/** Names of a path behind the first `kept` may not be answered, and why. */
interface Cap {
  kept: number;
  limit: Limit;
  reason: string;
  needsView: string | null;
}

/** What cuts the path shortest; among equals the first limit of the list. */
function shortest(path: readonly Candidate[], caps: readonly Cap[]): Cap | null {
  return strictest(caps.filter(({ kept }) => kept < path.length));
}

const placeOf = ({ limit }: Cap): number => LIMITS.indexOf(limit);

const strictest = (caps: readonly Cap[]): Cap | null =>
  [...caps].sort((one, other) => one.kept - other.kept || placeOf(one) - placeOf(other))[0] ?? null;

type View = string | null;

/** How deep the view that may go deepest may go: two views that cannot tell cannot tell together. */
function ceilingCap(
  path: readonly Candidate[],
  views: readonly View[],
  ceilings: readonly Ceiling[],
): Cap | null {
  const found = views.map((view) => strictest(viewCaps(path, view, views, ceilings)));
  const caps = found.filter((cap) => cap !== null);
  if (caps.length < found.length) return null;
  return caps.sort((one, other) => other.kept - one.kept || placeOf(one) - placeOf(other))[0] ?? null;
}

/** Ceilings of one view; of a view that nobody stated all, since it may be any of theirs. */
function viewCaps(
  path: readonly Candidate[],
  view: View,
  views: readonly View[],
  ceilings: readonly Ceiling[],
): Cap[] {
  return ceilings.flatMap((ceiling) => {
    const place = path.findIndex(({ taxonId }) => taxonId === ceiling.taxonId);
    const holds = view === null || ceiling.view === null || ceiling.view === view;
    if (place < 0 || !holds) return [];
    const needsView = ceiling.view !== null && views.includes(ceiling.needsView) ? null : ceiling.needsView;
    const limit = needsView ? "needs_other_view" : "not_separable";
    return [{ kept: place + 1, limit, reason: ceiling.reason, needsView }];
  });
}

/** A male is not named by classes that have seen workers only. */
function unseenCaps({ fields }: Release, path: readonly Candidate[], subject: Subject): Cap[] {
  const stated: Readonly<Record<string, string | null>> = {
    caste: subject.caste, sex: subject.sex, lifeStage: subject.lifeStage,
  };
  for (const [place, { taxonId }] of path.entries()) {
    for (const [term, values] of Object.entries(fields.seen[taxonId] ?? {})) {
      const value = stated[term] ?? null;
      if (value === null || values.includes(value)) continue;
      const reason = `${term} ${value} is not among the training pictures`;
      return [{ kept: place, limit: "caste_or_stage_unseen", reason, needsView: null }];
    }
  }
  return [];
}

/** The path down to the first rank whose own novelty cut the picture is above. */
function nearEnough(release: Release, scores: Scores, path: readonly Candidate[]): readonly Candidate[] {
  const place = path.findIndex(({ rank }) => isAboveCut(release, scores, `cut:${rank}`));
  return place < 0 ? path : path.slice(0, place);
}

function deepest(
  release: Release,
  path: readonly Candidate[],
  thresholds: Readonly<Record<string, number>>,
  leastTesting: number,
): Candidate | null {
  const fits = ({ taxonId, rank, confidence }: Candidate) => {
    const threshold = thresholds[rank];
    const { answerable, testing } = release.taxon(taxonId);
    if (threshold === undefined || !answerable) return false;
    return !(isBelowGenus(rank) && testing < leastTesting) && confidence >= threshold;
  };
  return path.findLast(fits) ?? null;
}

/** The reason why an answer is no finer: the cap that it stands at, or doubt. */
function limited(
  { taxonId }: Candidate,
  full: readonly Candidate[],
  cap: Cap | null,
): Pick<Answer, "limit" | "note" | "needsView"> {
  if (taxonId === full.at(-1)?.taxonId) return { limit: null, note: "", needsView: null };
  if (cap && taxonId === full[cap.kept - 1]?.taxonId) {
    return { limit: cap.limit, note: cap.reason, needsView: cap.needsView };
  }
  return { limit: "undecided_below", note: "", needsView: null };
}
