/** Waits for the answer on a picture: told by the server's events, and looked up where none comes. */

import { BASE, image } from "./client";
import { Problem } from "./problem";
import { stopped } from "./tus";
import type { Image } from "./types";

const FIRST_MS = 1_500;
const MOST_MS = 15_000;

/** The picture as soon as somebody has looked at it. A busy or lost server is asked again. */
export async function answered(imageId: string, signal: AbortSignal): Promise<Image> {
  const news = follow(imageId);
  try {
    for (let wait = FIRST_MS; ; wait = Math.min(wait * 2, MOST_MS)) {
      const found = await lookUp(imageId, signal);
      if (found && found.state !== "waiting") return found;
      await news.next(wait, signal);
    }
  } finally {
    news.end();
  }
}

async function lookUp(imageId: string, signal: AbortSignal): Promise<Image | null> {
  try {
    return await image(imageId, signal);
  } catch (error) {
    if (error instanceof Problem && error.mayPass) return null;
    throw error;
  }
}

/** One stream for all that wait; it is closed when nobody does. */
let stream: EventSource | null = null;
const waiting = new Map<string, Set<() => void>>();

function follow(imageId: string) {
  let came: () => void = () => undefined;
  let missed = false;
  const wake = () => {
    missed = true;
    came();
  };
  const others = waiting.get(imageId) ?? new Set();
  waiting.set(imageId, others.add(wake));
  stream ??= opened();
  return {
    /** Resolves at the next event on this picture, or after a while. */
    next: (milliseconds: number, signal: AbortSignal): Promise<void> =>
      new Promise((resolve, reject) => {
        if (signal.aborted) return reject(stopped());
        const timer = setTimeout(done, missed ? 0 : milliseconds);
        function done() {
          clearTimeout(timer);
          missed = false;
          resolve();
        }
        came = done;
        signal.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(stopped());
        }, { once: true });
      }),
    end: () => {
      others.delete(wake);
      if (!others.size) waiting.delete(imageId);
      if (waiting.size) return;
      stream?.close();
      stream = null;
    },
  };
}

function opened(): EventSource {
  const source = new EventSource(`${BASE}/events`);
  source.addEventListener("ImageIdentified", ({ data }: MessageEvent<string>) => {
    const { image_id: id } = JSON.parse(data) as { image_id?: string };
    for (const wake of (id && waiting.get(id)) || []) wake();
  });
  return source;
}
