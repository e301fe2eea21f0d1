/** The queue as the first page knows it: fetched right after it, so that it need not wait for it. */

import { useSyncExternalStore } from "react";
import type { Filing, Item, UploadQueue } from "./queue";

let queue: UploadQueue | null = null;
const none: readonly Item[] = [];
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};

export async function ready(): Promise<UploadQueue> {
  const { uploads } = await import("./running");
  if (!queue) {
    queue = uploads;
    queue.subscribe(tell);
  }
  return uploads;
}

/** Adds pictures; how many were in the list already. */
export const addUploads = async (files: readonly File[], filing: Filing): Promise<number> =>
  (await ready()).add(files, filing);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useUploads = (): readonly Item[] => useSyncExternalStore(subscribe, () => queue?.items() ?? none);
