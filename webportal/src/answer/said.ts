/** How an answer is said, in the words a reader has: the portal and the app say the same. */

import type { Answer, Candidate, Promised } from "../api/types";
import type { PageMessages } from "../messages/en.pages";
import { ledTo } from "./lineage";

export type Words = PageMessages;

export interface Reason {
  why: string;
  helps: string;
}

/** Where it was checked, in words before the number. */
export function checkedWords(words: Words, { basis }: Promised): string {
  if (basis === "checked_here") return words.evidence.checkedHere;
  return basis === "test_set" ? words.evidence.inTest : words.evidence.noPromise.replace(/\.$/, "");
}

/** "of 412 answers like this, 401 were right (95 % to 99 %)"; below thirty cases there is no percentage. */
export function countWords(words: Words, { basis, right, cases, low, high, enough }: Promised): string {
  if (right === null || cases === null) return basis === "none" ? "" : words.evidence.noneLike;
  if (!enough || low === null || high === null) return words.evidence.tooFew(right, cases);
  return `${words.evidence.like(right, cases)} (${words.evidence.between(percent(low), percent(high))})`;
}

const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;

/** What was measured of answers like this one, and where; the aim is no measure, so it is not named here. */
export function promiseWords(words: Words, promised: Promised | null | undefined): string {
  if (!promised) return "";
  const count = countWords(words, promised);
  return `${checkedWords(words, promised)}${count && `: ${count}`}.`;
}

/** One answer in how many is wrong where a target is just met (0.95 → 20). */
export const wrongOneIn = (target: number): number => Math.max(2, Math.round(1 / Math.max(1 - target, 0.001)));

/** The aim, which no answer is promised to have met. */
export const aimWords = (words: Words, { target }: Pick<Answer, "target">): string => words.answer.target(target, wrongOneIn(target));

/** Why there is no name, and what would help. */
export function reasonWords(words: Words, answer: Pick<Answer, "abstention" | "target" | "measured" | "taxa">): Reason {
  const code = answer.abstention ?? "undecided";
  if (code === "undecided" && answer.target > answer.measured + 1e-9) return words.answer.unmeasured(answer.target, answer.measured);
  const known = words.abstention[code];
  if (!known) return { why: words.otherReason(code), helps: "" };
  return { why: code === "unknown_taxon" && answer.taxa ? words.unknownOf(answer.taxa) : known.why, helps: known.helps };
}

/** Why the name is no finer. */
export function limitWords(words: Words, answer: Answer): string {
  const code = answer.limit ?? "";
  return isOnlyTried(answer) ? words.answer.onlyTried : (words.limit[code]?.why ?? words.otherReason(code));
}

/** What picture would help to a finer name. */
export function helpWords(words: Words, answer: Answer): string {
  if (answer.needsView) return words.answer.helpsView(words.view[answer.needsView] ?? answer.needsView);
  return answer.limit === "undecided_below" && !isOnlyTried(answer) ? (words.abstention.undecided?.helps ?? "") : "";
}

/** Below the name there are none but those that the release never answers with. */
function isOnlyTried(answer: Answer): boolean {
  const below = answer.limit === "undecided_below" ? ledTo(answer) : [];
  return below.length > 0 && below.every(isNeverAnswered);
}

const isNeverAnswered = ({ answerable }: Pick<Candidate, "answerable">): boolean => answerable === false;
