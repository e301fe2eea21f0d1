import { p } from "../messages/pages";

/** What stands in a list where there is no name: the reason, or that nobody has looked yet. */
export function namelessInShort(abstention: string | null): string {
  if (abstention === null) return p.answer.waiting;
  const short = p.abstention[abstention]?.short;
  return short ? `${p.answer.none}: ${short}` : p.answer.none;
}
