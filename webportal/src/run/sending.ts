/** Sends a folder file by file into a staged folder; what is there already is not sent again. */

import { beginStaged, putStaged, staged } from "../api/acting";
import { Problem } from "../api/problem";
import type { Entry, Folder } from "./folder";

const AT_ONCE = 3;
const TRIES = 6;

export interface Progress {
  files: number;
  bytes: number;
}

/** The staged folder's id. A lost line or a busy server is tried again; anything else is thrown. */
export async function sendFolder(
  folder: Folder,
  collection: string,
  known: string | null,
  onProgress: (done: Progress) => void,
  onBegun: (id: string) => void,
  signal: AbortSignal,
): Promise<string> {
  const id = known ?? (await beginStaged(collection, folder.name || "pictures")).id;
  onBegun(id);
  const there = new Map((await staged(id, signal)).files.map(({ path, bytes }) => [path, bytes]));
  const done: Progress = { files: 0, bytes: 0 };
  const count = ({ file }: Entry) => {
    done.files += 1;
    done.bytes += file.size;
    onProgress({ ...done });
  };
  const left = folder.entries.filter((entry) => {
    const has = there.get(entry.path) === entry.file.size;
    if (has) count(entry);
    return !has;
  });
  const work = async () => {
    for (let entry = left.shift(); entry; entry = left.shift()) {
      await patiently(() => putStaged(id, entry.path, entry.file, signal), signal);
      count(entry);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return id;
}

async function patiently(send: () => Promise<void>, signal: AbortSignal): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (error) {
      if (signal.aborted || !(error instanceof Problem) || !error.mayPass || tries >= TRIES) throw error;
      const seconds = error.retryAfter ?? Math.min(2 ** tries, 30);
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    }
  }
}
