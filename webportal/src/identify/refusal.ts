/** Why a picture was not taken: our words for a known reason, else the server's. */

import { Problem } from "../api/problem";
import { wordsOf } from "../components/Problems";
import { p } from "../messages/pages";

export function refusalWords(error: unknown): { title: string; hint: string } {
  const words = wordsOf(error);
  const known = error instanceof Problem && error.kind === "refused" ? p.reason[error.reason] : undefined;
  return known ? { ...words, hint: known } : words;
}
