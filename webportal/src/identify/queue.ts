/** The list of pictures on their way: kept outside of React, so that it survives page changes. */

import { Problem } from "../api/problem";
import type { Image } from "../api/types";
import type { Sending } from "../api/upload";

export type Phase = "waiting" | "sending" | "looking" | "answered" | "refused" | "failed" | "stopped";

export interface Item {
  readonly key: number;
  readonly file: File;
  readonly collection: string;
  readonly catalogNumber: string;
  readonly preview: string | null;
  readonly phase: Phase;
  readonly sent: number;
  readonly image: Image | null;
  readonly problem: Problem | null;
  /** Seconds until the queue tries again by itself. */
  readonly retryIn: number | null;
}

export type Upload = (sending: Sending) => Promise<Image>;

const AT_ONCE = 3;
const MOST_TRIES = 5;
const SHOWN_BY_BROWSERS = /^image\/(jpeg|png|webp|gif|avif|bmp|svg\+xml)$/;

const OPEN: ReadonlySet<Phase> = new Set<Phase>(["waiting", "sending", "looking"]);
export const isOpen = ({ phase }: Item): boolean => OPEN.has(phase);

export class UploadQueue {
  #items: readonly Item[] = [];
  #listeners = new Set<() => void>();
  #running = new Map<number, AbortController>();
  #tries = new Map<number, number>();
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #lastKey = 0;
  readonly #upload: Upload;

  constructor(upload: Upload) {
    this.#upload = upload;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly items = (): readonly Item[] => this.#items;

  /** Adds pictures, newest first; returns how many were in the list already (a double drop). */
  add(files: readonly File[], collection: string, catalogNumber = ""): number {
    const known = new Set(this.#items.map((item) => nameOf(item.file, item.collection)));
    const fresh = files.filter((file) => {
      const name = nameOf(file, collection);
      return !known.has(name) && known.add(name);
    });
    const items = fresh.map((file) => this.#item(file, collection, catalogNumber));
    this.#set([...items, ...this.#items]);
    this.#pump();
    return files.length - fresh.length;
  }

  /** Stops one on its way; bytes that have arrived are the server's to keep or forget. */
  stop(key: number): void {
    this.#forgetTimer(key);
    this.#running.get(key)?.abort();
    this.#change(key, { phase: "stopped", retryIn: null });
    this.#pump();
  }

  retry(key: number): void {
    this.#forgetTimer(key);
    this.#tries.delete(key);
    this.#change(key, { phase: "waiting", sent: 0, problem: null, retryIn: null });
    this.#pump();
  }

  remove(keys: ReadonlySet<number>): void {
    for (const item of this.#items) {
      if (!keys.has(item.key)) continue;
      this.#forgetTimer(item.key);
      this.#running.get(item.key)?.abort();
      if (item.preview) URL.revokeObjectURL(item.preview);
    }
    this.#set(this.#items.filter(({ key }) => !keys.has(key)));
    this.#pump();
  }

  #item(file: File, collection: string, catalogNumber: string): Item {
    const problem = faultOf(file);
    return {
      key: ++this.#lastKey,
      file,
      collection,
      catalogNumber,
      preview: !problem && SHOWN_BY_BROWSERS.test(file.type) ? URL.createObjectURL(file) : null,
      phase: problem ? "refused" : "waiting",
      sent: 0,
      image: null,
      problem,
      retryIn: null,
    };
  }

  #pump(): void {
    const waiting = this.#items.filter(({ phase, retryIn }) => phase === "waiting" && retryIn === null);
    for (const item of waiting.reverse()) {
      if (this.#running.size >= AT_ONCE) return;
      void this.#send(item);
    }
  }

  async #send({ key, file, collection, catalogNumber }: Item): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#running.set(key, controller);
    this.#change(key, { phase: "sending", sent: 0 });
    const onSent = (sent: number) =>
      this.#change(key, sent < 1 ? { sent } : { sent, phase: "looking" });
    try {
      const image = await this.#upload({ file, collection, catalogNumber, signal, onSent });
      if (!signal.aborted) this.#arrived(key, image);
    } catch (error) {
      if (!signal.aborted) this.#failed(key, error);
    } finally {
      if (this.#running.get(key) === controller) this.#running.delete(key);
      this.#pump();
    }
  }

  #arrived(key: number, image: Image): void {
    if (image.state === "rejected") {
      const problem = new Problem(422, { detail: image.reason ?? "" });
      this.#change(key, { phase: "refused", image, problem });
    } else {
      this.#change(key, { phase: "answered", image, problem: null });
    }
  }

  #failed(key: number, error: unknown): void {
    const problem = error instanceof Problem ? error : new Problem(500);
    const tries = (this.#tries.get(key) ?? 0) + 1;
    this.#tries.set(key, tries);
    if (!problem.mayPass || tries >= MOST_TRIES) {
      this.#change(key, { phase: problem.kind === "refused" ? "refused" : "failed", problem });
      return;
    }
    const seconds = Math.min(problem.retryAfter ?? 2 ** tries, 120);
    this.#change(key, { phase: "waiting", sent: 0, problem, retryIn: seconds });
    this.#timers.set(key, setTimeout(() => {
      this.#timers.delete(key);
      this.#change(key, { retryIn: null });
      this.#pump();
    }, seconds * 1000));
  }

  #forgetTimer(key: number): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
  }

  #change(key: number, change: Partial<Item>): void {
    this.#set(this.#items.map((item) => (item.key === key ? { ...item, ...change } : item)));
  }

  #set(items: readonly Item[]): void {
    this.#items = items;
    for (const listener of this.#listeners) listener();
  }
}

/** What is no picture for sure is told at once; whatever is in doubt, the server judges. */
function faultOf(file: File): Problem | null {
  if (file.size === 0) return new Problem(422, { reason: "empty" });
  const isText = /^(text|audio|video)\/|^application\/(pdf|json|zip|msword)/.test(file.type);
  return isText ? new Problem(415, { reason: "not_a_picture" }) : null;
}

const nameOf = (file: File, collection: string): string =>
  [collection, file.name, file.size, file.lastModified].join("\u0000");
