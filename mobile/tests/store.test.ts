import "fake-indexeddb/auto";
import { DatabaseSync } from "node:sqlite";
import { newFind, NO_HABITS } from "../src/records/find";
import { newItem } from "../src/queue/item";
import { indexedStore } from "../src/store/indexed";
import { sqliteStore, type Database, type Files } from "../src/store/sqlite";
import { judged, NoRoom, type Store } from "../src/store/store";
import { MemoryStore } from "./memoryStore";

/** SQLite as Node has it, called as expo-sqlite is called. */
function database(): Database {
  const inner = new DatabaseSync(":memory:");
  return {
    execAsync: async (sql) => inner.exec(sql),
    runAsync: async (sql, ...values) => inner.prepare(sql).run(...values),
    getAllAsync: async <T,>(sql: string, ...values: string[]) => inner.prepare(sql).all(...values) as T[],
    closeAsync: async () => inner.close(),
  };
}

function files(): Files {
  const kept = new Map<string, Uint8Array>();
  return {
    put: async (name, bytes) => void kept.set(name, bytes),
    get: async (name) => kept.get(name) ?? null,
    remove: async (name) => void kept.delete(name),
    names: async () => [...kept.keys()],
    uri: (name) => (kept.has(name) ? `file:///${name}` : null),
  };
}

let opened = 0;
const find = (id: string) => newFind(id, "2026-11-26T10:00:00Z", NO_HABITS, "2026-11-26");
const adapters: [string, () => Promise<Store>][] = [
  ["SQLite", () => sqliteStore(database(), files())],
  ["IndexedDB", () => indexedStore(indexedDB, `test-${(opened += 1)}`)],
  ["memory (tests)", () => Promise.resolve(new MemoryStore())],
];

describe.each(adapters)("store in %s", (_, open) => {
  let store: Store;
  beforeEach(async () => {
    store = await open();
  });
  afterEach(() => store.close());

  test("keeps what was written, each kind by itself", async () => {
    await store.write([{ kind: "find", put: find("a") }, { kind: "item", put: newItem("picture", "a", "a", 5) }]);
    expect(await store.all("find")).toEqual([find("a")]);
    expect(await store.all("item")).toEqual([newItem("picture", "a", "a", 5)]);
    expect(await store.all("picture")).toEqual([]);
  });

  test("writes over, removes, and does not mind removing what is not there", async () => {
    await store.write([{ kind: "find", put: find("a") }, { kind: "find", put: find("b") }]);
    await store.write([{ kind: "find", put: { ...find("a"), notes: "ü <script>" } }, { kind: "find", remove: "b" }, { kind: "find", remove: "never" }]);
    expect((await store.all("find")).map(({ id, notes }) => [id, notes])).toEqual([["a", "ü <script>"]]);
  });

  test("all changes or none", async () => {
    const unkeepable = { ...find("b"), notes: (() => undefined) as unknown as string };
    Object.defineProperty(unkeepable, "place", { enumerable: true, get: () => { throw new Error("cannot be kept"); } });
    await expect(store.write([{ kind: "find", put: find("a") }, { kind: "find", put: unkeepable }])).rejects.toThrow();
    if (!(store instanceof MemoryStore)) expect(await store.all("find")).toEqual([]);
    await store.write([{ kind: "find", put: find("c") }]);
    expect((await store.all("find")).map(({ id }) => id)).toContain("c");
  });

  test("many updates at once of one entry all count", async () => {
    await store.write([{ kind: "item", put: newItem("picture", "a", "a", 0) }]);
    await Promise.all(Array.from({ length: 50 }, () => store.update("item", "a", (item) => item && { ...item, run: item.run + 1 })));
    expect((await store.all("item"))[0]?.run).toBe(50);
  });

  test("an update that answers null, or the same, leaves the entry", async () => {
    expect(await store.update("find", "none", () => null)).toBeNull();
    await store.write([{ kind: "find", put: find("a") }]);
    expect(await store.update("find", "a", () => null)).toEqual(find("a"));
    expect(await store.update("find", "a", (one) => one)).toEqual(find("a"));
  });

  test("keeps bytes under any name", async () => {
    await store.putBytes("release:abc/model", new Uint8Array([1, 2, 3]));
    expect([...((await store.bytes("release:abc/model")) ?? [])]).toEqual([1, 2, 3]);
    expect(await store.names()).toEqual(["release:abc/model"]);
    await store.removeBytes("release:abc/model");
    expect(await store.bytes("release:abc/model")).toBeNull();
  });

  test("clear leaves nothing", async () => {
    await store.write([{ kind: "find", put: find("a") }, { kind: "setting", put: { id: "preferences", value: 1 } }]);
    await store.putBytes("a", new Uint8Array(3));
    await store.clear();
    expect([await store.all("find"), await store.all("setting"), await store.names()]).toEqual([[], [], []]);
  });
});

test("a full device is told as such, whatever its database calls it", () => {
  for (const text of ["database or disk is full", "QuotaExceededError", "ENOSPC: no space left on device"]) {
    expect(judged(new Error(text))).toBeInstanceOf(NoRoom);
  }
  const other = new Error("something else");
  expect(judged(other)).toBe(other);
});
