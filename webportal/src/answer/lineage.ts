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

/** Whether the answer is an ant, or lies in a name that ants alone bear. */
export const isAnt = (answer: Pick<Answer, "answer" | "candidates">): boolean =>
  lineageOf(answer).some(({ scientificName }) => scientificName === "Formicidae");
