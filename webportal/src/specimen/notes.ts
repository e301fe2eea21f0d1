/** What to look at, apart from what was checked and found right; each said once. */

import type { Specimen } from "../api/types";

type Note = Specimen["notes"][number];

const GOOD: ReadonlySet<string> = new Set(["code_agrees", "decoder"]);

export interface Sorted {
  open: Note[];
  checked: Note[];
}

export function sortedNotes(notes: readonly Note[]): Sorted {
  const once = [...new Map(notes.map((note) => [`${note.code}\u0000${note.text}`, note])).values()];
  return {
    open: once.filter(({ code }) => !GOOD.has(code)),
    checked: once.filter(({ code }) => GOOD.has(code)),
  };
}
