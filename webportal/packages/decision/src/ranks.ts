/** Ranks, coarse to fine. A taxonomy may use any of them; one missing in a branch is no error. */

export const RANKS = [
  "kingdom", "phylum", "class", "order", "superfamily", "epifamily", "family", "subfamily", "tribe",
  "genus", "subgenus", "species group", "species complex", "species", "subspecies",
] as const;

/** Rank of leaves that are no names (`not an insect`, `label only`, other insects). */
export const NO_RANK = "none";

/** Is a rank finer than the genus? Leaves that are no names are not. */
export const isBelowGenus = (rank: string): boolean => rank !== NO_RANK && depth(rank) > depth("genus");

/** Place of a rank from coarse (0) to fine. Throws for an unknown rank. */
export function depth(rank: string): number {
  const found = (RANKS as readonly string[]).indexOf(rank);
  if (found < 0) throw new RangeError(`unknown rank ${rank}`);
  return found;
}
