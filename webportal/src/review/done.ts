/** What was decided in this tab, so that it can be taken back after leaving the page, too. */

import type { Done } from "./wording";

const KEPT = "insecta review done ";
const MOST = 200;

export function read(collection: string, store: Pick<Storage, "getItem"> = sessionStorage): readonly Done[] {
  try {
    const given: unknown = JSON.parse(store.getItem(KEPT + collection) ?? "[]");
    return Array.isArray(given) ? given.filter(isDone) : [];
  } catch {
    return [];
  }
}

export function write(collection: string, done: readonly Done[], store: Pick<Storage, "setItem"> = sessionStorage): void {
  try {
    store.setItem(KEPT + collection, JSON.stringify(done.slice(-MOST)));
  } catch {
    // Kept for as long as the page is open.
  }
}

function isDone(given: unknown): given is Done {
  const one = given as Partial<Done> | null;
  return typeof one?.id === "string" && (one.how === "decided" || one.how === "skipped") && typeof one.identification === "string";
}
