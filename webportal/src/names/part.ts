/** A part of a diff as a person writes it, and as the server takes it. */

import type { NameChange, Part, ShownPart } from "../api/types";
import { rankWord } from "../answer/wording";
import { p } from "../messages/pages";

/** In the order of how much they ask of a curator. */
export const KINDS = ["different", "newly_abstained", "coarser", "finer", "newly_named"] as const;
export type Kind = (typeof KINDS)[number];

/** `least`: percent, as it is typed. */
export interface Draft {
  kinds: ReadonlySet<Kind>;
  least: string;
  taxon: string;
  rank: string;
  fromRank: string;
}

export const CAUTIOUS: Draft = { kinds: new Set<Kind>(["finer", "newly_named"]), least: "99", taxon: "", rank: "", fromRank: "" };

/** Percent from 0 to 100; null where what is typed is none. */
export function shareOf(typed: string): number | null {
  const percent = Number(typed.trim().replace(",", "."));
  return typed.trim() && percent >= 0 && percent <= 100 ? percent / 100 : null;
}

/** Null where no kind is chosen, or the confidence cannot be read. */
export function partOf({ kinds, least, taxon, rank, fromRank }: Draft): Part | null {
  const share = shareOf(least);
  if (share === null || !kinds.size) return null;
  return { kinds: KINDS.filter((kind) => kinds.has(kind)), least: share, taxon: taxon.trim(), rank, fromRank };
}

/** A rule in one line, as somebody would say it. */
export function ruleWords({ kinds, least, taxon, rank, fromRank }: ShownPart): string {
  const said = [
    KINDS.filter((kind) => kinds.includes(kind)).map((kind) => p.names.kinds[kind] ?? kind).join(", "),
    least > 0 && p.names.leastSays(least),
    taxon && p.names.taxonSays(taxon),
    rank && p.names.rankSays(rankWord(rank)),
    fromRank && p.names.fromRankSays(rankWord(fromRank)),
  ];
  return said.filter(Boolean).join("; ");
}

/** The new name, or why there is none. */
export const newName = ({ after, abstention }: Pick<NameChange, "after" | "abstention">): string =>
  after ?? [p.answer.none, abstention && p.abstention[abstention]?.short].filter(Boolean).join(": ");
