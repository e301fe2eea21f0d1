import { t } from "../messages";

/** What stands in a list where there is no name: the reason, or that nobody has looked yet. */
export function namelessInShort(abstention: string | null): string {
  if (abstention === null) return t.answer.waiting;
  const short = t.abstention[abstention]?.short;
  return short ? `${t.answer.none}: ${short}` : t.answer.none;
}
