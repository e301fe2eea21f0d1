/** Candidates of all ranks, arranged as the tree they come from. */

import type { Candidate } from "../api/types";

/** Usual ranks, to order equals; a rank that is not listed is as good as any. */
const RANKS = [
  "kingdom", "phylum", "class", "order", "superfamily", "family", "subfamily", "tribe", "genus",
  "subgenus", "species group", "species complex", "species", "subspecies",
];

export interface Branch {
  candidate: Candidate;
  children: Branch[];
}

const depthOf = (rank: string): number => {
  const depth = RANKS.indexOf(rank);
  return depth < 0 ? RANKS.length : depth;
};

/**
 * Each candidate under its parent: by `parentId`, else (a binomial under its genus) by name. One
 * whose parent is not among the candidates stands at the top, never under a guessed name.
 * Siblings by confidence, ties by name; a name that occurs twice is kept once.
 */
export function treeOf(candidates: readonly Candidate[]): Branch[] {
  const byId = new Map<string, Branch>();
  for (const candidate of candidates) {
    if (!byId.has(candidate.taxonId)) byId.set(candidate.taxonId, { candidate, children: [] });
  }
  const roots: Branch[] = [];
  for (const branch of byId.values()) {
    const parent = parentOf(branch.candidate, byId);
    (parent ? parent.children : roots).push(branch);
  }
  for (const { children } of byId.values()) children.sort(order);
  return roots.sort(order);
}

function parentOf(candidate: Candidate, byId: ReadonlyMap<string, Branch>): Branch | undefined {
  const stated = candidate.parentId ? byId.get(candidate.parentId) : undefined;
  if (stated && !descends(stated.candidate, candidate, byId)) return stated;
  const [genus, epithet] = candidate.scientificName.split(" ");
  if (!epithet || !/^[a-z]/.test(epithet)) return undefined;
  for (const branch of byId.values()) {
    const { taxonRank, scientificName } = branch.candidate;
    if (taxonRank === "genus" && scientificName === genus)
      return branch;
  }
  return undefined;
}

/** Does the one hang below the other already? Then the other must not hang below it: no rings. */
function descends(one: Candidate, other: Candidate, byId: ReadonlyMap<string, Branch>): boolean {
  const seen = new Set<string>();
  for (let at: Candidate | undefined = one; at && !seen.has(at.taxonId); ) {
    if (at.taxonId === other.taxonId) return true;
    seen.add(at.taxonId);
    at = at.parentId ? byId.get(at.parentId)?.candidate : undefined;
  }
  return false;
}

function order(one: Branch, other: Branch): number {
  return (
    other.candidate.confidence - one.candidate.confidence ||
    depthOf(one.candidate.taxonRank) - depthOf(other.candidate.taxonRank) ||
    one.candidate.scientificName.localeCompare(other.candidate.scientificName, "en")
  );
}

const MOST = 10;
const LEAST = 0.02;

/**
 * The candidates worth showing: the surest ten of at least two percent, and always the name given.
 * A parent is never less sure than its child, so ancestors come along.
 */
export function shortlist(candidates: readonly Candidate[], given?: string): Candidate[] {
  const ranked = [...candidates].sort(
    (one, other) =>
      other.confidence - one.confidence || depthOf(one.taxonRank) - depthOf(other.taxonRank),
  );
  return ranked.filter(
    ({ taxonId, confidence }, place) => taxonId === given || (place < MOST && confidence >= LEAST),
  );
}
