/** Which items may begin now. Pure. */

import { isDue, type Item, type Waiting } from "./item";

export interface Conditions {
  online: boolean;
  /** The connection costs nothing by the megabyte, as far as the device knows. */
  unmetered: boolean;
  wifiOnly: boolean;
  /** A server is named. */
  server: boolean;
}

export const AT_ONCE = 2;

export type Hindrance = "no-server" | "offline" | "waits-for-wifi" | null;

export function hindrance({ online, unmetered, wifiOnly, server }: Conditions): Hindrance {
  if (!server) return "no-server";
  if (!online) return "offline";
  return wifiOnly && !unmetered ? "waits-for-wifi" : null;
}

/** Oldest first, never more than AT_ONCE at a time; details only when no picture of the find is left. */
export function choose(items: Iterable<Item>, conditions: Conditions, now: number): Waiting[] {
  if (hindrance(conditions)) return [];
  const all = [...items];
  const busy = all.filter((item) => item.state === "working").length;
  const unsent = new Set(
    all.filter((item) => item.kind === "picture" && (item.state === "waiting" || item.state === "working")).map((item) => item.findId),
  );
  const sent = new Set(all.filter((item) => item.kind === "picture" && item.state === "sent").map((item) => item.findId));
  return all
    .filter((item): item is Waiting => item.state === "waiting" && isDue(item, now))
    .filter((item) => item.kind === "picture" || (!unsent.has(item.findId) && sent.has(item.findId)))
    .sort((a, b) => a.added - b.added || (a.id < b.id ? -1 : 1))
    .slice(0, Math.max(0, AT_ONCE - busy));
}

/** Milliseconds until the next item that waits for the clock is due; null where none does. */
export function untilNext(items: Iterable<Item>, now: number): number | null {
  let least: number | null = null;
  for (const item of items) {
    // What is due and was not chosen waits for something else, which will poke the driver.
    if (item.state !== "waiting" || isDue(item, now)) continue;
    const left = item.notBefore - now;
    if (least === null || left < least) least = left;
  }
  return least;
}
