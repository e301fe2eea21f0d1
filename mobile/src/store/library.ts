/** Everything on the device, in memory beside the store: screens read it, every change is kept first. */

import type { Find, Picture } from "../records/find";
import { NO_HABITS } from "../records/find";
import { step, type Happening, type Item } from "../queue/item";
import { NoRoom, type Change, type KeptRelease, type Kind, type Kinds, type Preferences, type Store } from "./store";

export interface Shelf {
  finds: ReadonlyMap<string, Find>;
  pictures: ReadonlyMap<string, Picture>;
  items: ReadonlyMap<string, Item>;
  releases: ReadonlyMap<string, KeptRelease>;
  preferences: Preferences;
  /** The last change could not be kept, because the device has no room. */
  full: boolean;
}

export const NO_PREFERENCES: Preferences = {
  server: "",
  wifiOnly: false,
  largeText: false,
  scheme: "system",
  language: "system",
  habits: NO_HABITS,
  introduced: false,
};
const PREFERENCES = "preferences";

/** Tells other windows of the app that something changed, and hears it from them. */
export interface Neighbours {
  tell(): void;
  onTold(listener: () => void): void;
}

export class Library {
  private state: Shelf = {
    finds: new Map(), pictures: new Map(), items: new Map(), releases: new Map(), preferences: NO_PREFERENCES, full: false,
  };
  private readonly listeners = new Set<() => void>();

  private constructor(
    readonly store: Store,
    private readonly clock: () => number,
    private readonly neighbours: Neighbours | null,
  ) {}

  static async open(store: Store, clock: () => number = Date.now, neighbours: Neighbours | null = null): Promise<Library> {
    const library = new Library(store, clock, neighbours);
    await library.reload();
    neighbours?.onTold(() => void library.reload());
    return library;
  }

  /** The present state; another object after every change. */
  readonly shelf = (): Shelf => this.state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  async reload(): Promise<void> {
    const [finds, pictures, items, releases, settings] = await Promise.all([
      this.store.all("find"), this.store.all("picture"), this.store.all("item"),
      this.store.all("release"), this.store.all("setting"),
    ]);
    const kept = settings.find(({ id }) => id === PREFERENCES)?.value as Partial<Preferences> | undefined;
    this.state = {
      ...this.state, finds: byId(finds), pictures: byId(pictures), items: byId(items), releases: byId(releases),
      preferences: { ...NO_PREFERENCES, ...kept },
    };
    this.told();
  }

  /** All changes or none. Throws NoRoom. */
  async write(changes: readonly Change[]): Promise<void> {
    await this.heeding(this.store.write(changes));
    let state: Shelf = { ...this.state, full: false };
    for (const change of changes) {
      state = "remove" in change ? without(state, change.kind, change.remove) : withOne(state, change.kind, change.put);
    }
    this.state = state;
    this.told();
    this.neighbours?.tell();
  }

  /** Change one entry from what is in the store now, whoever wrote it; null leaves it. */
  async update<K extends Kind>(kind: K, id: string, made: (present: Kinds[K]) => Kinds[K] | null): Promise<Kinds[K] | null> {
    let before: Kinds[K] | null = null;
    const after = await this.heeding(this.store.update(kind, id, (present) => {
      before = present;
      return present && made(present);
    }));
    if (after && after !== before) {
      this.state = withOne({ ...this.state, full: false }, kind, after);
      this.told();
      this.neighbours?.tell();
    }
    return after;
  }

  /** Let something happen to an item of the queue; its state afterwards. */
  async happen(id: string, what: Happening): Promise<Item | null> {
    return this.update("item", id, (item) => step(item, what, this.clock()));
  }

  async prefer(changes: Partial<Preferences>): Promise<void> {
    const value = { ...this.state.preferences, ...changes };
    await this.write([{ kind: "setting", put: { id: PREFERENCES, value } }]);
  }

  /** A find with all that belongs to it. */
  async removeFind(id: string): Promise<void> {
    const pictures = picturesOf(this.state, id);
    await this.write([
      { kind: "find", remove: id },
      ...pictures.map((picture) => ({ kind: "picture", remove: picture.id }) as const),
      ...itemsOf(this.state, id).map((item) => ({ kind: "item", remove: item.id }) as const),
    ]);
    for (const picture of pictures) await this.store.removeBytes(picture.id);
  }

  async clear(): Promise<void> {
    await this.store.clear();
    await this.reload();
    this.neighbours?.tell();
  }

  /** After a crash: bytes that no picture or release owns. */
  async sweep(isOwned: (name: string) => boolean): Promise<number> {
    let swept = 0;
    for (const name of await this.store.names()) {
      if (isOwned(name) || this.state.pictures.has(name)) continue;
      await this.store.removeBytes(name);
      swept += 1;
    }
    return swept;
  }

  /** That the device is full is told on every screen, whoever asked for the change. */
  private async heeding<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (error instanceof NoRoom && !this.state.full) {
        this.state = { ...this.state, full: true };
        this.told();
      }
      throw error;
    }
  }

  private told(): void {
    for (const listener of this.listeners) listener();
  }
}

const FIELD = { find: "finds", picture: "pictures", item: "items", release: "releases" } as const;

function byId<T extends { id: string }>(all: readonly T[]): Map<string, T> {
  return new Map(all.map((one) => [one.id, one]));
}

function withOne(state: Shelf, kind: Kind, value: Kinds[Kind]): Shelf {
  if (kind === "setting") {
    const { id, value: kept } = value as Kinds["setting"];
    return id === PREFERENCES ? { ...state, preferences: kept as Preferences } : state;
  }
  const fresh = new Map<string, unknown>(state[FIELD[kind]]);
  fresh.set(value.id, value);
  return { ...state, [FIELD[kind]]: fresh };
}

function without(state: Shelf, kind: Kind, id: string): Shelf {
  if (kind === "setting") return state;
  const fresh = new Map<string, unknown>(state[FIELD[kind]]);
  fresh.delete(id);
  return { ...state, [FIELD[kind]]: fresh };
}

export function picturesOf(shelf: Shelf, findId: string): Picture[] {
  return [...shelf.pictures.values()].filter((one) => one.findId === findId).sort((a, b) => a.order - b.order);
}

export function itemsOf(shelf: Shelf, findId: string): Item[] {
  return [...shelf.items.values()].filter((one) => one.findId === findId);
}

/** Where a server keeps the find; null until a picture of it is there. */
export function specimenOf(shelf: Shelf, findId: string, server: string): string | null {
  for (const item of shelf.items.values()) {
    if (item.findId === findId && item.state === "sent" && item.server === server && item.specimenId) return item.specimenId;
  }
  return null;
}
