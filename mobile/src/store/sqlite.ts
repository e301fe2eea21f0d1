/** Records in SQLite. Written against the few calls it needs, so that tests run it on any SQLite. */

import { judged, type Change, type Kind, type Kinds, type Store } from "./store";

/** What is asked of a database; expo-sqlite has it as it is. */
export interface Database {
  execAsync(sql: string): Promise<void>;
  runAsync(sql: string, ...values: string[]): Promise<unknown>;
  getAllAsync<T>(sql: string, ...values: string[]): Promise<T[]>;
  closeAsync(): Promise<void>;
}

/** Where bytes lie as files. */
export interface Files {
  put(name: string, bytes: Uint8Array): Promise<void>;
  get(name: string): Promise<Uint8Array | null>;
  remove(name: string): Promise<void>;
  names(): Promise<string[]>;
  uri(name: string): string | null;
}

const SCHEMA = `
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS entries (
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
PRAGMA user_version = 1;
`;

export async function sqliteStore(database: Database, files: Files): Promise<Store> {
  await database.execAsync(SCHEMA);
  return new SqliteStore(database, files);
}

class SqliteStore implements Store {
  /** One transaction at a time: they share a connection. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly database: Database,
    private readonly files: Files,
  ) {}

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work, work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  all<K extends Kind>(kind: K): Promise<Kinds[K][]> {
    return this.inTurn(async () => {
      const rows = await this.database.getAllAsync<{ body: string }>("SELECT body FROM entries WHERE kind = ?", kind);
      return rows.map(({ body }) => JSON.parse(body) as Kinds[K]);
    });
  }

  private transaction<T>(work: () => Promise<T>): Promise<T> {
    return this.inTurn(async () => {
      try {
        await this.database.execAsync("BEGIN IMMEDIATE");
        const made = await work();
        await this.database.execAsync("COMMIT");
        return made;
      } catch (error) {
        await this.database.execAsync("ROLLBACK").catch(() => undefined);
        throw judged(error);
      }
    });
  }

  write(changes: readonly Change[]): Promise<void> {
    return this.transaction(async () => {
      for (const change of changes) await this.apply(change);
    });
  }

  update<K extends Kind>(kind: K, id: string, made: (present: Kinds[K] | null) => Kinds[K] | null): Promise<Kinds[K] | null> {
    return this.transaction(async () => {
      const sql = "SELECT body FROM entries WHERE kind = ? AND id = ?";
      const [row] = await this.database.getAllAsync<{ body: string }>(sql, kind, id);
      const present = row ? (JSON.parse(row.body) as Kinds[K]) : null;
      const wanted = made(present);
      if (wanted === null || wanted === present) return present;
      await this.apply({ kind, put: wanted } as Change);
      return wanted;
    });
  }

  private async apply(change: Change): Promise<void> {
    if ("remove" in change) {
      await this.database.runAsync("DELETE FROM entries WHERE kind = ? AND id = ?", change.kind, change.remove);
    } else {
      await this.database.runAsync(
        "INSERT INTO entries (kind, id, body) VALUES (?, ?, ?) ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
        change.kind, change.put.id, JSON.stringify(change.put),
      );
    }
  }

  async putBytes(name: string, bytes: Uint8Array): Promise<void> {
    await this.files.put(name, bytes).catch((error: unknown) => {
      throw judged(error);
    });
  }

  bytes(name: string): Promise<Uint8Array | null> {
    return this.files.get(name);
  }

  removeBytes(name: string): Promise<void> {
    return this.files.remove(name);
  }

  names(): Promise<string[]> {
    return this.files.names();
  }

  uri(name: string): Promise<string | null> {
    return Promise.resolve(this.files.uri(name));
  }

  async clear(): Promise<void> {
    await this.inTurn(() => this.database.execAsync("DELETE FROM entries"));
    for (const name of await this.files.names()) await this.files.remove(name);
  }

  close(): Promise<void> {
    return this.inTurn(() => this.database.closeAsync());
  }
}
