/** A name and those above it, as far as the candidates tell. */

import type { Answer, Candidate } from "../api/types";

/** From the answer up to the coarsest; nothing without an answer. */
export function lineageOf({ answer, candidates }: Pick<Answer, "answer" | "candidates">): Candidate[] {
  const byId = new Map(candidates.map((one) => [one.taxonId, one]));
  const found: Candidate[] = [];
  for (let at = answer ?? undefined; at && !found.some(({ taxonId }) => taxonId === at?.taxonId); at = byId.get(at.parentId ?? "")) {
    found.push(at);
  }
  return found;
}

/** Below the answer, always the surest child that the candidates tell of. */
export function ledTo({ answer, candidates }: Pick<Answer, "answer" | "candidates">): Candidate[] {
  const found: Candidate[] = [];
  for (let at = answer ?? undefined; at; ) {
    const under: string = at.taxonId;
    const children = candidates.filter(({ taxonId, parentId }) => parentId === under && !found.some((one) => one.taxonId === taxonId));
    at = children.sort((one, other) => other.confidence - one.confidence)[0];
    if (at) found.push(at);
  }
  return found;
}

/** Whether a name is never answered though one above it is: an experiment of the release. */
export function isExperiment(candidate: Candidate, candidates: readonly Candidate[]): boolean {
  const [, ...above] = lineageOf({ answer: candidate, candidates: [...candidates] });
  return candidate.answerable === false && above.some(({ answerable }) => answerable);
}

/** Whether the answer is an ant, or lies in a name that ants alone bear. */
export const isAnt = (answer: Pick<Answer, "answer" | "candidates">): boolean =>
  lineageOf(answer).some(({ scientificName }) => scientificName === "Formicidae");
