/** Does what the queue's items ask for. Every new state is kept before the next call rests on it. */

import { serverRecord, type Find, type Picture } from "../records/find";
import type { Image, Outgoing, Standing } from "../server/api";
import { Troubled } from "../server/trouble";
import { picturesOf, specimenOf, type Library } from "../store/library";
import { PART } from "./part";
import { choose, untilNext, type Conditions } from "./choose";
import { newItem, type Item, type Trouble, type Upload, type Working } from "./item";

const UNKEPT_MS = 5_000;

/** What the queue needs of a server; Api is one. */
export interface Remote {
  readonly server: string;
  begin(picture: Outgoing, signal: AbortSignal): Promise<string>;
  where(upload: Upload, signal: AbortSignal): Promise<Standing>;
  add(upload: Upload, part: Uint8Array, signal: AbortSignal): Promise<Standing>;
  end(upload: Upload): Promise<void>;
  image(id: string): Promise<Image>;
  amend(specimenId: string, record: Record<string, string | number | null>, signal: AbortSignal): Promise<void>;
}

export interface Surroundings {
  clock(): number;
  conditions(): Conditions;
  remote(): Remote;
  /** Call later; the number ends it. */
  later(work: () => void, milliseconds: number): () => void;
}

export class Driver {
  private readonly running = new Map<string, AbortController>();
  private readonly works = new Set<Promise<void>>();
  private unset: () => void = () => undefined;
  private stopped = true;

  constructor(
    private readonly library: Library,
    private readonly around: Surroundings,
  ) {}

  /** Take the queue over: whatever was being sent when the app ended is waiting again. */
  async start(): Promise<void> {
    this.stopped = false;
    for (const item of this.library.shelf().items.values()) {
      if (item.state === "working") await this.library.happen(item.id, { type: "restarted" });
    }
    this.unsubscribe = this.library.subscribe(() => {
      this.heed();
      this.poke();
    });
    this.poke();
  }

  private unsubscribe: () => void = () => undefined;

  /** Begin whatever may begin now. */
  poke(): void {
    if (this.stopped) return;
    this.unset();
    const { items } = this.library.shelf();
    const now = this.around.clock();
    for (const item of choose(items.values(), this.around.conditions(), now)) {
      if (!this.running.has(item.id)) this.run(item.id);
    }
    const left = untilNext(items.values(), now);
    if (left !== null) this.unset = this.around.later(() => this.poke(), Math.min(left, 60_000));
  }

  /** The network is back: what failed for want of it is tried at once. */
  async online(): Promise<void> {
    for (const item of this.library.shelf().items.values()) await this.library.happen(item.id, { type: "online" });
    this.poke();
  }

  /** Another key: what stopped for want of one goes on. */
  async keyed(): Promise<void> {
    for (const item of this.library.shelf().items.values()) await this.library.happen(item.id, { type: "keyed" });
    this.poke();
  }

  async cancel(id: string): Promise<void> {
    await this.library.happen(id, { type: "cancelled" });
    const item = this.library.shelf().items.get(id);
    this.running.get(id)?.abort();
    if (item?.state === "stopped" && item.upload) {
      await this.around.remote().end(item.upload).catch(() => undefined);
    }
  }

  async retry(id: string): Promise<void> {
    await this.library.happen(id, { type: "retried" });
    this.poke();
  }

  /** End at once, as when the app is closed; resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.unset();
    this.unsubscribe();
    for (const running of this.running.values()) running.abort();
    await Promise.allSettled([...this.works]);
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    while (this.works.size) await Promise.allSettled([...this.works]);
  }

  /** Another window, or a screen, stopped something that is being sent here. */
  private heed(): void {
    const { items } = this.library.shelf();
    for (const [id, running] of this.running) {
      if (items.get(id)?.state !== "working" && this.begun.has(id)) running.abort();
    }
  }

  private readonly begun = new Set<string>();

  private run(id: string): void {
    const ending = new AbortController();
    this.running.set(id, ending);
    // Where even its state cannot be kept (a full device), not at once again.
    let next = () => this.poke();
    const work = this.work(id, ending.signal)
      .catch(() => {
        next = () => void this.around.later(() => this.poke(), UNKEPT_MS);
      })
      .finally(() => {
        this.running.delete(id);
        this.begun.delete(id);
        this.works.delete(work);
        next();
      });
    this.works.add(work);
  }

  private async work(id: string, signal: AbortSignal): Promise<void> {
    const item = await this.library.happen(id, { type: "begun" });
    if (item?.state !== "working") return;
    this.begun.add(id);
    try {
      await (item.kind === "picture" ? this.sendPicture(item, signal) : this.sendDetails(item, signal));
    } catch (error) {
      if (signal.aborted || this.stopped) return;
      await this.library.happen(id, { type: "failed", run: item.run, trouble: troubleIn(error) });
    }
  }

  private async sendPicture(item: Working, signal: AbortSignal): Promise<void> {
    const { finds, pictures } = this.library.shelf();
    const [find, picture] = [finds.get(item.findId), pictures.get(item.id)];
    const bytes = picture && (await this.library.store.bytes(picture.id));
    if (!find || !picture || !bytes) throw new Troubled({ kind: "gone" });
    const remote = this.around.remote();
    let upload = item.upload?.server === remote.server ? item.upload : null;
    let there: Standing = { offset: 0, imageId: null };
    if (upload) {
      there = await remote.where(upload, signal);
    } else {
      const url = await remote.begin(outgoing(find, picture, bytes.length), signal);
      upload = { server: remote.server, url, offset: 0 };
      await this.keep(item, { type: "created", run: item.run, upload }, signal);
    }
    while (there.imageId === null) {
      upload = { ...upload, offset: there.offset };
      there = await remote.add(upload, bytes.subarray(there.offset, there.offset + PART), signal);
      await this.keep(item, { type: "advanced", run: item.run, offset: there.offset }, signal);
    }
    const { specimenId } = await remote.image(there.imageId);
    await this.library.happen(item.id, {
      type: "finished", run: item.run, server: remote.server, imageId: there.imageId, specimenId,
    });
  }

  private async sendDetails(item: Working, signal: AbortSignal): Promise<void> {
    const shelf = this.library.shelf();
    const find = shelf.finds.get(item.findId);
    const specimen = specimenOf(shelf, item.findId, this.around.remote().server);
    const remote = this.around.remote();
    if (!find || !specimen) throw new Troubled({ kind: "gone" });
    await remote.amend(specimen, serverRecord(find), signal);
    await this.library.happen(item.id, {
      type: "finished", run: item.run, server: remote.server, imageId: null, specimenId: specimen,
    });
  }

  /** Keep a step; throws where the item is no longer being sent here. */
  private async keep(item: Working, what: Parameters<Library["happen"]>[1], signal: AbortSignal): Promise<void> {
    const now: Item | null = await this.library.happen(item.id, what);
    signal.throwIfAborted?.();
    if (now?.state !== "working" || now.run !== item.run) throw new Troubled({ kind: "lost" });
  }
}

function troubleIn(error: unknown): Trouble {
  if (error instanceof Troubled) return error.trouble;
  return { kind: "offline" };
}

function outgoing(find: Find, picture: Picture, bytes: number): Outgoing {
  return {
    fileName: picture.fileName, collection: find.collection, number: find.number, view: picture.view,
    licence: find.licence, creator: find.recordedBy, basis: find.basis, bytes,
  };
}

/** Everything of a find goes on its way: its pictures, then what is known of it. */
export async function enqueue(library: Library, findId: string, now: number): Promise<void> {
  const shelf = library.shelf();
  const wanted = [
    ...picturesOf(shelf, findId).map(({ id }) => newItem("picture", id, findId, now)),
    newItem("details", `details:${findId}`, findId, now),
  ];
  const fresh = wanted.filter(({ id }) => !shelf.items.has(id));
  await library.write(fresh.map((put) => ({ kind: "item", put }) as const));
}
