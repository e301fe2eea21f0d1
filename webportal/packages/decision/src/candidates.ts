/** From leaf probabilities to candidates at every rank. */

import type { Candidate } from "./answer";
import { depth, NO_RANK } from "./ranks";
import type { Release } from "./release";

const BEST_PER_RANK = 5;
const WORTH_KEEPING = 0.001;

/** Calibrated probabilities of a network's logits: softmax of `logits / temperature`. */
export function calibrated(logits: readonly number[], temperature: number): number[] {
  const scaled = logits.map((logit) => logit / temperature);
  const most = Math.max(...scaled);
  const raised = scaled.map((value) => Math.exp(value - most));
  const total = raised.reduce((sum, value) => sum + value, 0);
  return raised.map((value) => value / total);
}

/**
 * Sums leaf probabilities up the tree and keeps what is worth keeping, best first: the best five at
 * each rank, everything from 0.1 %, every ancestor of what is kept, and all leaves that are no names.
 */
export function candidatesFrom(release: Release, leaves: readonly number[]): Candidate[] {
  if (leaves.length !== release.leafPaths.length) {
    throw new RangeError(`${leaves.length} scores for ${release.leafPaths.length} leaves`);
  }
  const sums = new Map<string, number>();
  release.leafPaths.forEach((path, leaf) => {
    for (const id of path) sums.set(id, (sums.get(id) ?? 0) + (leaves[leaf] ?? 0));
  });
  const kept = new Set<string>();
  for (const id of worthKeeping(release, sums)) {
    for (const taxon of release.lineage(id)) kept.add(taxon.taxonId);
  }
  return [...kept]
    .map((id) => {
      const { taxonId, scientificName, rank } = release.taxon(id);
      return { taxonId, scientificName, rank, confidence: Math.min(1, sums.get(id) ?? 0) };
    })
    .sort(bestFirst);
}

/** Coarse ranks first, then the most probable, ties by id; leaves that are no names last. */
export function bestFirst(one: Candidate, other: Candidate): number {
  const place = ({ rank }: Candidate) => (rank === NO_RANK ? 99 : depth(rank));
  return (
    place(one) - place(other) || other.confidence - one.confidence || byText(one.taxonId, other.taxonId)
  );
}

/** Code points decide, as in Python, not the reader's language. */
export function byText(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)];
  for (let n = 0; n < Math.min(left.length, right.length); n += 1) {
    const apart = (left[n]?.codePointAt(0) ?? 0) - (right[n]?.codePointAt(0) ?? 0);
    if (apart) return apart;
  }
  return left.length - right.length;
}

function worthKeeping(release: Release, sums: ReadonlyMap<string, number>): string[] {
  const byRank = grouped(sums.keys(), (id) => release.taxon(id).rank);
  const sumOf = (id: string) => sums.get(id) ?? 0;
  return [...byRank].flatMap(([rank, ids]) => {
    const ordered = [...ids].sort((one, other) => sumOf(other) - sumOf(one) || byText(one, other));
    const best = rank === NO_RANK ? ordered.length : BEST_PER_RANK;
    return ordered.filter((id, place) => place < best || sumOf(id) >= WORTH_KEEPING);
  });
}

/** Things by what they have in common, in their order. (`Map.groupBy` is not everywhere yet.) */
export function grouped<K, T>(things: Iterable<T>, keyOf: (thing: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const thing of things) {
    const key = keyOf(thing);
    const group = groups.get(key);
    if (group) group.push(thing);
    else groups.set(key, [thing]);
  }
  return groups;
}
