/**
 * One thing on its way to the server, and what can happen to it. Pure: no clock, no network, no
 * storage. The driver keeps every new state before it does anything that rests on it.
 *
 *   waiting → working → sent
 *      ↑         ↓
 *      └──── stopped (by its owner, by the server, for want of a key)
 */

/** Where an upload stands on a server (tus). */
export interface Upload {
  server: string;
  url: string;
  offset: number;
}

export type Trouble =
  | { kind: "offline" }
  | { kind: "busy"; retryAfterS: number | null }
  | { kind: "server"; status: number }
  /** The server knows nothing of the upload any more: it begins anew. */
  | { kind: "lost" }
  | { kind: "key"; detail: string }
  | { kind: "forbidden"; detail: string }
  | { kind: "refused"; reason: string; detail: string }
  /** The picture's bytes are no longer on this phone. */
  | { kind: "gone" };

export type Stop =
  | { why: "cancelled" }
  | { why: "key" | "forbidden"; detail: string }
  | { why: "refused"; reason: string; detail: string }
  | { why: "gone" };

interface Base {
  id: string;
  findId: string;
  kind: "picture" | "details";
  /** Times of this phone, ms. */
  added: number;
  /** Counts the works begun: news of an earlier one is known by its number. */
  run: number;
  /** Tries that failed in a row. */
  failures: number;
  upload: Upload | null;
}

export interface Waiting extends Base {
  state: "waiting";
  /** Not before this time, ms; `since` is when that was decided, so that a changed clock is noticed. */
  notBefore: number;
  since: number;
  trouble: Trouble | null;
}
export interface Working extends Base {
  state: "working";
}
export interface Stopped extends Base {
  state: "stopped";
  stop: Stop;
}
export interface Sent extends Base {
  state: "sent";
  /** When it was known to be there, ms. */
  at: number;
  server: string;
  imageId: string | null;
  specimenId: string | null;
}
export type Item = Waiting | Working | Stopped | Sent;

export type Happening =
  | { type: "begun" }
  | { type: "created"; run: number; upload: Upload }
  | { type: "advanced"; run: number; offset: number }
  | { type: "finished"; run: number; server: string; imageId: string | null; specimenId: string | null }
  | { type: "failed"; run: number; trouble: Trouble }
  | { type: "cancelled" }
  | { type: "retried" }
  | { type: "keyed" }
  | { type: "online" }
  | { type: "changed" }
  | { type: "restarted" };

const FIRST_DELAY_MS = 1_000;
export const MOST_DELAY_MS = 5 * 60_000;

export function newItem(kind: Item["kind"], id: string, findId: string, now: number): Waiting {
  const base = { id, findId, kind, added: now, run: 0, failures: 0, upload: null };
  return { ...base, state: "waiting", notBefore: 0, since: now, trouble: null };
}

/** How long to wait after so many failures in a row: doubling, never more than five minutes. */
export function delayMs(failures: number, askedS: number | null): number {
  const grown = FIRST_DELAY_MS * 2 ** Math.min(failures - 1, 20);
  return Math.min(MOST_DELAY_MS, Math.max(grown, (askedS ?? 0) * 1_000));
}

/** Due by the clock, or the clock was set back so far that its times mean nothing. */
export function isDue(item: Waiting, now: number): boolean {
  return now >= item.notBefore || now < item.since;
}

/** The state after something happened; the very same object where it changes nothing. */
export function step(item: Item, what: Happening, now: number): Item {
  if ("run" in what && what.run !== item.run && what.type !== "finished") return item;
  switch (what.type) {
    case "begun":
      return item.state === "waiting" ? { ...base(item), state: "working", run: item.run + 1 } : item;
    case "created":
      return item.state === "working" ? { ...item, upload: what.upload } : item;
    case "advanced":
      return advanced(item, what.offset);
    case "finished":
      return finished(item, what, now);
    case "failed":
      return item.state === "working" ? failed(item, what.trouble, now) : item;
    case "cancelled":
      return item.state === "waiting" || item.state === "working"
        ? { ...base(item), state: "stopped", stop: { why: "cancelled" } }
        : item;
    case "retried":
      return item.state === "stopped" ? waiting(item, now) : hurried(item, now);
    case "keyed":
      return item.state === "stopped" && (item.stop.why === "key" || item.stop.why === "forbidden")
        ? waiting(item, now)
        : item;
    case "online":
      return item.state === "waiting" && item.trouble?.kind === "offline" ? hurried(item, now) : item;
    case "changed":
      return changed(item, now);
    case "restarted":
      return item.state === "working" ? waiting(item, now) : item;
  }
}

function base(item: Item): Base {
  const { id, findId, kind, added, run, failures, upload } = item;
  return { id, findId, kind, added, run, failures, upload };
}

const waiting = (item: Item, now: number): Waiting => ({
  ...base(item),
  failures: 0,
  state: "waiting",
  notBefore: 0,
  since: now,
  trouble: null,
});

const hurried = (item: Item, now: number): Item =>
  item.state === "waiting" ? { ...item, failures: 0, notBefore: 0, since: now } : item;

function advanced(item: Item, offset: number): Item {
  if (item.state !== "working" || !item.upload) return item;
  return { ...item, failures: 0, upload: { ...item.upload, offset } };
}

/** What the server has is sent, even if its owner stopped it a moment too late. */
function finished(item: Item, what: Extract<Happening, { type: "finished" }>, now: number): Item {
  if (item.state === "sent") return item;
  // Details that were changed meanwhile are sent again; a picture never changes.
  if (item.kind === "details" && what.run !== item.run) return item;
  const { server, imageId, specimenId } = what;
  return { ...base(item), failures: 0, upload: null, state: "sent", at: now, server, imageId, specimenId };
}

function failed(item: Working, trouble: Trouble, now: number): Item {
  const failures = item.failures + 1;
  switch (trouble.kind) {
    case "key":
    case "forbidden":
      return { ...base(item), failures, state: "stopped", stop: { why: trouble.kind, detail: trouble.detail } };
    case "refused":
      return {
        ...base(item), failures, upload: null, state: "stopped",
        stop: { why: "refused", reason: trouble.reason, detail: trouble.detail },
      };
    case "gone":
      return { ...base(item), failures, state: "stopped", stop: { why: "gone" } };
    case "lost":
      return { ...base(item), failures, upload: null, state: "waiting", trouble, since: now, notBefore: now + delayMs(failures, null) };
    default: {
      const asked = trouble.kind === "busy" ? trouble.retryAfterS : null;
      return { ...base(item), failures, state: "waiting", trouble, since: now, notBefore: now + delayMs(failures, asked) };
    }
  }
}

/** A changed record goes out once more; a new run makes the answer to an older one void. */
function changed(item: Item, now: number): Item {
  if (item.kind !== "details") return item;
  if (item.state === "stopped" && item.stop.why === "cancelled") return item;
  return { ...waiting(item, now), run: item.run + 1 };
}
