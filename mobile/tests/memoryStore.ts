/** A store in memory that can be "switched off", as when the app is killed: it passes the contract. */
import { KINDS, NoRoom, type Change, type Kind, type Kinds, type Store } from "../src/store/store";

export class Disk {
  readonly rows = new Map<Kind, Map<string, string>>(KINDS.map((kind) => [kind, new Map<string, string>()]));
  readonly files = new Map<string, Uint8Array>();
  full = false;
}

export class MemoryStore implements Store {
  private alive = true;

  constructor(readonly disk: Disk = new Disk()) {}

  /** Nothing that still runs in the killed app reaches the disk, or hears from it. */
  kill(): void {
    this.alive = false;
  }

  private async on<T>(work: () => T): Promise<T> {
    if (!this.alive) return new Promise<T>(() => undefined);
    return work();
  }

  private room(): void {
    if (this.disk.full) throw new NoRoom();
  }

  private apply(change: Change): void {
    const rows = this.disk.rows.get(change.kind) as Map<string, string>;
    if ("remove" in change) rows.delete(change.remove);
    else rows.set(change.put.id, JSON.stringify(change.put));
  }

  all<K extends Kind>(kind: K): Promise<Kinds[K][]> {
    return this.on(() => [...(this.disk.rows.get(kind) ?? new Map<string, string>()).values()].map((body) => JSON.parse(body) as Kinds[K]));
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.on(() => {
      this.room();
      for (const change of changes) this.apply(change);
    });
  }

  update<K extends Kind>(kind: K, id: string, made: (present: Kinds[K] | null) => Kinds[K] | null): Promise<Kinds[K] | null> {
    return this.on(() => {
      const body = this.disk.rows.get(kind)?.get(id);
      const present = body === undefined ? null : (JSON.parse(body) as Kinds[K]);
      const wanted = made(present);
      if (wanted === null || wanted === present) return present;
      this.room();
      this.apply({ kind, put: wanted } as Change);
      return wanted;
    });
  }

  putBytes(name: string, bytes: Uint8Array): Promise<void> {
    return this.on(() => {
      this.room();
      this.disk.files.set(name, bytes);
    });
  }

  bytes(name: string): Promise<Uint8Array | null> {
    return this.on(() => this.disk.files.get(name) ?? null);
  }

  removeBytes(name: string): Promise<void> {
    return this.on(() => void this.disk.files.delete(name));
  }

  names(): Promise<string[]> {
    return this.on(() => [...this.disk.files.keys()]);
  }

  uri(name: string): Promise<string | null> {
    return this.on(() => (this.disk.files.has(name) ? `memory:${name}` : null));
  }

  clear(): Promise<void> {
    return this.on(() => {
      for (const rows of this.disk.rows.values()) rows.clear();
      this.disk.files.clear();
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
