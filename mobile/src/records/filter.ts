/** Searching one's own records, on the device. Pure. */

import { terms } from "@insecta/decision";
import type { Item } from "../queue/item";
import type { Find } from "./find";

export type SyncState = "kept" | "waiting" | "sending" | "stopped" | "sent";

/** How far a find has come, of all that belongs to it: what needs its owner comes first. */
export function syncState(items: readonly Item[]): SyncState {
  const pictures = items.filter(({ kind }) => kind === "picture");
  if (pictures.length === 0) return "kept";
  if (items.some((item) => item.state === "stopped" && !(item.kind === "details" && item.stop.why === "forbidden"))) return "stopped";
  if (items.some(({ state }) => state === "working")) return "sending";
  if (pictures.some(({ state }) => state === "waiting")) return "waiting";
  return "sent";
}

export type Show = "all" | "named" | "unnamed" | "unsent" | "corrected";

export interface Wanted {
  text: string;
  show: Show;
}

/** Words that a search of own records finds it by. */
export function wordsOf(find: Find): string {
  const { answered, identifications } = find;
  const name = answered?.answer.answer?.scientificName;
  return terms([find.number, find.locality, find.notes, find.recordedBy, find.date, find.caste, name, ...identifications.map(({ scientificName }) => scientificName)].filter(Boolean).join(" ")).join(" ");
}

/** Newest first; every word must be the beginning of one of the find's words. */
export function filtered(finds: Iterable<Find>, wanted: Wanted, stateOf: (find: Find) => SyncState, isCorrected: (find: Find) => boolean): Find[] {
  const asked = terms(wanted.text);
  return [...finds]
    .filter((find) => fits(find, wanted.show, stateOf, isCorrected))
    .filter((find) => {
      const words = ` ${wordsOf(find)}`;
      return asked.every((word) => words.includes(` ${word}`));
    })
    .sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.id < b.id ? -1 : 1));
}

function fits(find: Find, show: Show, stateOf: (find: Find) => SyncState, isCorrected: (find: Find) => boolean): boolean {
  switch (show) {
    case "all": return true;
    case "named": return Boolean(find.answered?.answer.answer);
    case "unnamed": return !find.answered?.answer.answer;
    case "unsent": return stateOf(find) !== "sent";
    case "corrected": return isCorrected(find);
  }
}
