import { isWaiting } from "../api/regions";
import type { Region } from "../api/types";
import { namelessInShort } from "../answer/nameless";
import { p } from "../messages/pages";

/** What a box shows, in words: number and name, why there is none, or what else it is. */
export function called(region: Region): string {
  const { kind, name } = region;
  if (kind !== "specimen") return p.boxes.kinds[kind] ?? kind;
  if (isWaiting(region) || !name) return p.answer.waiting;
  return [name.catalogNumber, name.scientificName ?? namelessInShort(name.abstention)].filter(Boolean).join(", ");
}
