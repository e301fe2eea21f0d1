import type { Neighbours } from "../store/library";

/** The other tabs that show the app. */
export function neighbours(): Neighbours | null {
  if (typeof BroadcastChannel === "undefined") return null;
  const channel = new BroadcastChannel("insecta");
  return {
    tell: () => channel.postMessage("changed"),
    onTold: (listener) => channel.addEventListener("message", listener),
  };
}

/** Begin `work` in one tab only; the next takes over when that one is closed. */
export function asTheOnlyOne(work: () => void): void {
  // Without locks (a page over plain http) two tabs may send twice; the server takes it once.
  if (!navigator.locks) return work();
  void navigator.locks.request("insecta-queue", () => {
    work();
    return new Promise(() => undefined);
  });
}
