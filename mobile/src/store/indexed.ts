/** Records in a browser's IndexedDB, where the app runs as a page. */

import { judged, KINDS, type Change, type Kind, type Kinds, type Store } from "./store";

const BYTES = "bytes";

export async function indexedStore(factory: IDBFactory, name = "insecta"): Promise<Store> {
  const opening = factory.open(name, 1);
  opening.onupgradeneeded = () => {
    for (const kind of KINDS) opening.result.createObjectStore(kind, { keyPath: "id" });
    opening.result.createObjectStore(BYTES);
  };
  return new IndexedStore(await told(opening));
}

function told<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(judged(request.error));
  });
}

/** When the browser has it on the disk, not only in memory. */
function kept(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(judged(transaction.error ?? new Error("the browser gave the transaction up")));
  });
}

class IndexedStore implements Store {
  private readonly shown = new Map<string, string>();

  constructor(private readonly database: IDBDatabase) {
    // Another tab wants a newer layout, or to delete everything.
    database.onversionchange = () => database.close();
  }

  private writing(stores: string[]): IDBTransaction {
    return this.database.transaction(stores, "readwrite", { durability: "strict" });
  }

  all<K extends Kind>(kind: K): Promise<Kinds[K][]> {
    return told(this.database.transaction(kind).objectStore(kind).getAll() as IDBRequest<Kinds[K][]>);
  }

  async write(changes: readonly Change[]): Promise<void> {
    if (changes.length === 0) return;
    const transaction = this.writing([...new Set(changes.map(({ kind }) => kind))]);
    const end = kept(transaction);
    try {
      for (const change of changes) {
        const store = transaction.objectStore(change.kind);
        if ("remove" in change) store.delete(change.remove);
        else store.put(change.put);
      }
    } catch (error) {
      transaction.abort();
      await end.catch(() => undefined);
      throw judged(error);
    }
    await end;
  }

  async update<K extends Kind>(kind: K, id: string, made: (present: Kinds[K] | null) => Kinds[K] | null): Promise<Kinds[K] | null> {
    const transaction = this.writing([kind]);
    const end = kept(transaction);
    const store = transaction.objectStore(kind);
    const present = (await told(store.get(id) as IDBRequest<Kinds[K] | undefined>)) ?? null;
    const wanted = made(present);
    if (wanted !== null && wanted !== present) store.put(wanted);
    await end;
    return wanted ?? present;
  }

  async putBytes(name: string, bytes: Uint8Array): Promise<void> {
    const transaction = this.writing([BYTES]);
    const end = kept(transaction);
    transaction.objectStore(BYTES).put(bytes, name);
    await end;
  }

  async bytes(name: string): Promise<Uint8Array | null> {
    const found = await told(this.database.transaction(BYTES).objectStore(BYTES).get(name) as IDBRequest<Uint8Array | undefined>);
    return found ?? null;
  }

  async removeBytes(name: string): Promise<void> {
    const shown = this.shown.get(name);
    if (shown) URL.revokeObjectURL(shown);
    this.shown.delete(name);
    const transaction = this.writing([BYTES]);
    const end = kept(transaction);
    transaction.objectStore(BYTES).delete(name);
    await end;
  }

  async names(): Promise<string[]> {
    const keys = await told(this.database.transaction(BYTES).objectStore(BYTES).getAllKeys());
    return keys.map(String);
  }

  async uri(name: string, type: string): Promise<string | null> {
    const known = this.shown.get(name);
    if (known) return known;
    const bytes = await this.bytes(name);
    if (!bytes) return null;
    const made = this.shown.get(name) ?? URL.createObjectURL(new Blob([bytes as BlobPart], { type }));
    this.shown.set(name, made);
    return made;
  }

  async clear(): Promise<void> {
    const transaction = this.writing([...KINDS, BYTES]);
    const end = kept(transaction);
    for (const store of [...KINDS, BYTES]) transaction.objectStore(store).clear();
    await end;
    for (const address of this.shown.values()) URL.revokeObjectURL(address);
    this.shown.clear();
  }

  close(): Promise<void> {
    this.database.close();
    return Promise.resolve();
  }
}
