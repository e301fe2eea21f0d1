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
  readonly living: boolean;
  /** Pictures of one group show one specimen. */
  readonly group: number | null;
  readonly preview: string | null;
  readonly phase: Phase;
  readonly sent: number;
  readonly image: Image | null;
  readonly problem: Problem | null;
  /** Seconds until the queue tries again by itself. */
  readonly retryIn: number | null;
}

export type Upload = (sending: Sending) => Promise<Image>;

/** What holds for all pictures that are added at once. */
export interface Filing {
  collection: string;
  catalogNumber?: string;
  living?: boolean;
  oneSpecimen?: boolean;
}

const AT_ONCE = 3;
const MOST_TRIES = 5;
const SHOWN_BY_BROWSERS = /^image\/(jpeg|png|webp|gif|avif|bmp|svg\+xml)$/;

const OPEN: ReadonlySet<Phase> = new Set<Phase>(["waiting", "sending", "looking"]);
export const isOpen = ({ phase }: Item): boolean => OPEN.has(phase);

/** Nothing more is to be done about it; what failed or was stopped may be sent again, and stays in the list. */
export const isDone = ({ phase }: Item): boolean => phase === "answered" || phase === "refused";

export const mayRetry = ({ phase, retryIn }: Item): boolean =>
  phase === "stopped" || phase === "failed" || (phase === "waiting" && retryIn !== null);

/** What keeps all that wait from being sent: the server is gone or busy, or asks for a key. */
export function hindrance(items: readonly Item[]): Problem | null {
  const one = items.find(({ phase, problem, retryIn }) =>
    phase === "failed" ? problem?.kind === "key" : phase === "waiting" && retryIn !== null && problem?.forAll,
  );
  return one?.problem ?? null;
}

export class UploadQueue {
  #items: readonly Item[] = [];
  #listeners = new Set<() => void>();
  #running = new Map<number, AbortController>();
  #tries = new Map<number, number>();
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  #lastKey = 0;
  #lastGroup = 0;
  readonly #upload: Upload;
  readonly #giveUp: (fingerprint: string) => void;

  constructor(upload: Upload, giveUp: (fingerprint: string) => void = () => undefined) {
    this.#upload = upload;
    this.#giveUp = giveUp;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly items = (): readonly Item[] => this.#items;

  /** Adds pictures, newest first; returns how many were in the list already (a double drop). */
  add(files: readonly File[], filing: Filing): number {
    const known = new Set(this.#items.map((item) => nameOf(item.file, item.collection)));
    const fresh = files.filter((file) => {
      const name = nameOf(file, filing.collection);
      return !known.has(name) && known.add(name);
    });
    const group = filing.oneSpecimen && fresh.length > 1 ? ++this.#lastGroup : null;
    const items = fresh.map((file) => this.#item(file, filing, group));
    this.#set([...items, ...this.#items]);
    this.#pump();
    return files.length - fresh.length;
  }

  /** Stops one on its way; sent again, it goes on where it stopped. */
  stop(key: number): void {
    this.#forgetTimer(key);
    this.#running.get(key)?.abort();
    this.#change(key, { phase: "stopped", retryIn: null });
    this.#pump();
  }

  /** Tries again what waits for a key, once somebody has signed in. */
  retryAfterKey(): void {
    for (const { key, phase, problem } of this.#items) {
      if (phase === "failed" && problem?.kind === "key") this.retry(key);
    }
  }

  /** Whatever failed is sent again. */
  retryFailed(): void {
    for (const { key, phase } of this.#items) if (phase === "failed") this.retry(key);
  }

  /** The line is back: what waits for it waits no longer. */
  readonly goOn = (): void => {
    for (const { key, retryIn } of this.#items) if (retryIn !== null) this.retry(key);
  };

  retry(key: number): void {
    const item = this.#items.find((one) => one.key === key);
    if (!item || !mayRetry(item)) return; // a second click, of which the first was heard
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
      if (item.phase !== "answered") this.#giveUp(nameOf(item.file, item.collection));
      if (item.preview) URL.revokeObjectURL(item.preview);
    }
    this.#set(this.#items.filter(({ key }) => !keys.has(key)));
    this.#pump();
  }

  #item(file: File, { collection, catalogNumber = "", living = false }: Filing, group: number | null): Item {
    const problem = faultOf(file);
    return {
      key: ++this.#lastKey,
      file,
      collection,
      catalogNumber,
      living,
      group,
      preview: !problem && SHOWN_BY_BROWSERS.test(file.type) ? URL.createObjectURL(file) : null,
      phase: problem ? "refused" : "waiting",
      sent: 0,
      image: null,
      problem,
      retryIn: null,
    };
  }

  #pump(): void {
    if (hindrance(this.#items)) return;
    const waiting = this.#items.filter(({ phase, retryIn }) => phase === "waiting" && retryIn === null);
    for (const item of waiting.reverse()) {
      if (this.#running.size >= AT_ONCE || hindrance(this.#items)) return;
      if (this.#mayGo(item)) void this.#send(item);
    }
  }

  /** The first of a group makes the specimen; the others wait until it is known. */
  #mayGo({ group, catalogNumber }: Item): boolean {
    if (group === null || catalogNumber || this.#specimenOf(group)) return true;
    return !this.#items.some((other) => other.group === group && this.#running.has(other.key));
  }

  #specimenOf(group: number | null): string | null {
    if (group === null) return null;
    return this.#items.find((item) => item.group === group && item.image)?.image?.specimenId ?? null;
  }

  async #send({ key, file, collection, catalogNumber, living, group }: Item): Promise<void> {
    const controller = new AbortController();
    const { signal } = controller;
    this.#running.set(key, controller);
    this.#change(key, { phase: "sending", sent: 0 });
    const onSent = (sent: number) =>
      this.#change(key, sent < 1 ? { sent } : { sent, phase: "looking" });
    try {
      const specimen = catalogNumber ? null : this.#specimenOf(group);
      const fingerprint = nameOf(file, collection);
      const image = await this.#upload({
        file, collection, catalogNumber, living, specimen, fingerprint, signal, onSent,
      });
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
    // A server that is gone comes back some time; one picture that it never gets through needs a person.
    if (!problem.mayPass || (tries >= MOST_TRIES && !problem.forAll)) {
      this.#change(key, { phase: problem.kind === "refused" ? "refused" : "failed", problem });
      return;
    }
    const seconds = Math.min(problem.retryAfter ?? 2 ** Math.min(tries, 6), 120);
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
  [collection, file.name, file.size, file.lastModified].join("|");
