/** How the queue speaks. */

import { rankWord } from "../answer/wording";
import type { LookAlike, ReviewItem } from "../api/types";
import { p } from "../messages/pages";

export interface Done {
  id: string;
  how: "decided" | "skipped";
  identification: string;
  appliedTo: number;
}

export const numberOf = ({ specimen }: ReviewItem): string =>
  specimen.catalogNumber ? specimen.catalogNumber + specimen.letter : p.specimen.unnumbered;

/** One line for those who do not see the page. */
export function spoken(item: ReviewItem): string {
  if (item.blind) return `${numberOf(item)}. ${p.review.blindShort}`;
  const { scientificName, taxonRank, shown } = item.specimen;
  const name = scientificName ? `${scientificName}, ${rankWord(taxonRank)}` : p.answer.none;
  const sure = shown?.answer ? p.answer.percent(shown.answer.confidence) : "";
  return [`${numberOf(item)}.`, name, sure].filter(Boolean).join(" ");
}

/** Those of a group that a decision is applied to: alike enough, and not taken out by hand. */
export const chosenOf = (items: readonly LookAlike[], least: number, out: ReadonlySet<string>): string[] =>
  items.filter(({ specimen, similarity }) => similarity >= least && !out.has(specimen.id)).map(({ specimen }) => specimen.id);
