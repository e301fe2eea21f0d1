/** What a number beside an answer may promise, as data: the wording is the reader's. */

import { isBelowGenus } from "./ranks";

/** Blind-verified random specimens of a collection from which its own check counts. */
const LEAST_CHECKED = 50;
/** Independent test specimens from which a name is checked by itself. */
const LEAST_TESTED = 10;
/** Below this many cases a share is not given as a percentage. */
const LEAST_CASES = 30;

export interface Count {
  readonly right: number;
  readonly cases: number;
}

/** Test answers whose confidence was at least `least` and below the next bin's. */
export interface Bin extends Count {
  readonly least: number;
}

export interface Promise {
  readonly basis: "checked_here" | "test_set" | "none";
  readonly count: Count | null;
  /** The name had fewer than ten test specimens: it is checked only together with the others. */
  readonly together: boolean;
}

export interface Asked {
  readonly rank: string;
  readonly testing: number;
  readonly confidence: number;
  readonly bins: readonly Bin[];
  /** Random blind-verified specimens of the collection and protocol. */
  readonly here: Count | null;
  /** The picture is unlike the training. */
  readonly unlike: boolean;
}

/** Had a name too few test specimens to be checked by itself, not only with the others? */
export const isCheckedTogether = ({ rank, testing }: { rank: string; testing: number }): boolean =>
  isBelowGenus(rank) && testing < LEAST_TESTED;

/** What may be said beside an answer. */
export function promise({ rank, testing, confidence, bins, here, unlike }: Asked): Promise {
  const together = isCheckedTogether({ rank, testing });
  if (unlike) return { basis: "none", count: null, together };
  if (here && here.cases >= LEAST_CHECKED) return { basis: "checked_here", count: here, together };
  return { basis: "test_set", count: likeThis(bins, confidence), together };
}

/** Test answers of the bin that a confidence falls in ("of 412 like this, 401 were right"). */
function likeThis(bins: readonly Bin[], confidence: number): Count | null {
  const found = bins.findLast(({ least }) => least <= confidence);
  return found && found.cases > 0 ? { right: found.right, cases: found.cases } : null;
}

/** May a percentage be given? Else "too few to say (7 of 8)". */
export const isEnough = ({ cases }: Count): boolean => cases >= LEAST_CASES;

/** 95 % interval of a share (Wilson 1927); [0, 1] for no cases. */
export function interval({ right, cases }: Count): [number, number] {
  if (!cases) return [0, 1];
  const z = 1.96;
  const share = right / cases;
  const middle = share + (z * z) / (2 * cases);
  const spread = z * Math.sqrt((share * (1 - share)) / cases + (z * z) / (4 * cases * cases));
  const scale = 1 + (z * z) / cases;
  return [Math.max(0, (middle - spread) / scale), Math.min(1, (middle + spread) / scale)];
}
