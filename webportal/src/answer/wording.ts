/** How an answer is said, in the portal's words. */

import type { Answer, Candidate, Trait } from "../api/types";
import { p } from "../messages/pages";
import * as said from "./said";

const ITALIC = new Set(["genus", "subgenus", "species", "subspecies"]);

export type Sureness = "high" | "good" | "fair" | "low";

export function sureness(confidence: number): Sureness {
  if (confidence >= 0.95) return "high";
  if (confidence >= 0.85) return "good";
  return confidence >= 0.6 ? "fair" : "low";
}

/** Names of genera and below are set in italics, but never a code or an invented kind's name. */
export function isItalic(name: string, rank: string | null): boolean {
  return rank !== null && ITALIC.has(rank) && /^[A-Z][a-zü-]+( \([A-Z][a-z]+\))?( [a-z-]{3,})*$/.test(name);
}

export const rankWord = (rank: string | null): string => (rank && p.rank[rank]) || rank || "";

/** Words before the number: "High confidence, 97 %". */
export function confidenceWords(given: Candidate): string {
  return `${p.answer.sureness[sureness(given.confidence)]}, ${p.answer.percent(given.confidence)}`;
}

/** A caste, sex, stage or view as the release guesses it: "View: Side, 93 %". */
export function traitWords({ term, value, confidence, checked }: Trait): string {
  const shown = term === "view" ? (p.view[value] ?? value) : value;
  const words = `${p.suggested.term[term] ?? term}: ${shown}, ${p.answer.percent(confidence)}`;
  return checked ? words : `${words} (${p.suggested.unchecked})`;
}

export const limitOf = (answer: Answer): string => said.limitWords(p, answer);
export const reasonOf = (answer: Answer): said.Reason => said.reasonWords(p, answer);
export const helpOf = (answer: Answer): string => said.helpWords(p, answer);
export const aimOf = (answer: Answer): string => said.aimWords(p, answer);

/** One line for lists and live regions. */
export function inShort(answer: Answer | null): string {
  if (!answer) return p.answer.waiting;
  if (answer.answer) {
    const { scientificName, taxonRank, confidence } = answer.answer;
    return `${scientificName} (${rankWord(taxonRank)}), ${p.answer.percent(confidence)}`;
  }
  const short = answer.abstention ? p.abstention[answer.abstention]?.short : undefined;
  return short ? `${p.answer.none}. ${short}` : p.answer.none;
}
