import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Problem } from "../src/api/problem";
import type { Image } from "../src/api/types";
import type { Sending } from "../src/api/upload";
import { hindrance, isDone, UploadQueue } from "../src/identify/queue";

const image = { id: "i", specimenId: "s", state: "answered", reason: null, identification: null } as unknown as Image;
const picture = (name: string, size = 10, type = "image/png") =>
  new File([new Uint8Array(size)], name, { type, lastModified: 1 });

/** Uploads that end when the test says so. */
class Wire {
  readonly open: { sending: Sending; resolve: (image: Image) => void; reject: (error: Error) => void }[] = [];
  started = 0;
  readonly upload = (sending: Sending) =>
    new Promise<Image>((resolve, reject) => {
      this.started += 1;
      this.open.push({ sending, resolve, reject });
      sending.signal.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    });
  async end(act: (one: Wire["open"][number]) => void): Promise<void> {
    const one = this.open.shift();
    if (one) act(one);
    await vi.advanceTimersByTimeAsync(0);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("sends a thousand pictures three at a time, each once, in the order given", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add(Array.from({ length: 1000 }, (_, n) => picture(`${n}.png`)), { collection: "c" });
  const names: string[] = [];
  while (wire.open.length) {
    expect(wire.open.length).toBeLessThanOrEqual(3);
    await wire.end(({ sending, resolve }) => {
      names.push(sending.file.name);
      resolve(image);
    });
  }
  expect(wire.started).toBe(1000);
  expect(new Set(names).size).toBe(1000);
  expect(queue.items().every(({ phase }) => phase === "answered")).toBe(true);
});

it("a double drop adds nothing", () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  expect(queue.add([picture("a.png"), picture("a.png")], { collection: "c" })).toBe(1);
  expect(queue.add([picture("a.png")], { collection: "c" })).toBe(1);
  expect(queue.add([picture("a.png")], { collection: "other" })).toBe(0);
  expect(wire.started).toBe(2);
});

it("tries again by itself after the time a busy server asks for, then gives up for a person", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add([picture("a.png")], { collection: "c" });
  await wire.end(({ reject }) => reject(new Problem(429, { retryAfter: 7 })));
  expect(queue.items()[0]).toMatchObject({ phase: "waiting", retryIn: 7 });
  await vi.advanceTimersByTimeAsync(6_900);
  expect(wire.started).toBe(1);
  await vi.advanceTimersByTimeAsync(200);
  expect(wire.started).toBe(2);
  for (let n = 0; n < 4; n += 1) {
    await wire.end(({ reject }) => reject(new Problem(504)));
    await vi.advanceTimersByTimeAsync(120_000);
  }
  expect(wire.started).toBe(5);
  expect(queue.items()[0]).toMatchObject({ phase: "failed" });
  queue.retry(queue.items()[0]?.key ?? 0);
  expect(wire.started).toBe(6);
});

it("a refused picture is not sent again and keeps its reason", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add([picture("a.png")], { collection: "c" });
  await wire.end(({ reject }) => reject(new Problem(422, { reason: "truncated" })));
  await vi.advanceTimersByTimeAsync(600_000);
  expect(wire.started).toBe(1);
  expect(queue.items()[0]?.problem?.reason).toBe("truncated");
  expect(queue.items()[0]?.phase).toBe("refused");
});

it("refuses at once what is surely no picture, and leaves doubt to the server", () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add([picture("empty.png", 0), picture("notes.txt", 5, "text/plain"), picture("raw.cr3", 5, "")], { collection: "c" });
  expect(wire.open.map(({ sending }) => sending.file.name)).toEqual(["raw.cr3"]);
});

it("stopping one frees its place, and its late answer changes nothing", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add(["a", "b", "c", "d"].map((name) => picture(name)), { collection: "c" });
  const first = wire.open[0]?.sending.file;
  const key = queue.items().find(({ file }) => file === first)?.key ?? 0;
  queue.stop(key);
  await vi.advanceTimersByTimeAsync(0);
  expect(wire.started).toBe(4);
  wire.open[0]?.resolve(image);
  await vi.advanceTimersByTimeAsync(0);
  expect(queue.items().find((item) => item.key === key)?.phase).toBe("stopped");
});

it("the first view makes the specimen, the others join it", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add(["a", "b", "c"].map((name) => picture(name)), { collection: "c", oneSpecimen: true });
  expect(wire.open.map(({ sending }) => sending.specimen)).toEqual([null]);
  await wire.end(({ resolve }) => resolve(image));
  expect(wire.open.map(({ sending }) => sending.specimen)).toEqual(["s", "s"]);
});

it("where the first view is refused, the next one makes the specimen", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add(["a", "b"].map((name) => picture(name)), { collection: "c", oneSpecimen: true });
  await wire.end(({ reject }) => reject(new Problem(422)));
  expect(wire.open.map(({ sending }) => sending.specimen)).toEqual([null]);
});

it("what waits for a key goes on once somebody has signed in", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add([picture("a"), picture("b")], { collection: "c" });
  await wire.end(({ reject }) => reject(new Problem(401)));
  await wire.end(({ reject }) => reject(new Problem(415)));
  expect(wire.started).toBe(2);
  queue.retryAfterKey();
  expect(wire.started).toBe(3);
  expect(queue.items().map(({ phase }) => phase).sort()).toEqual(["refused", "sending"]);
});

it("gives up what is taken from the list before it is answered", async () => {
  const wire = new Wire();
  const gone: string[] = [];
  const queue = new UploadQueue(wire.upload, (fingerprint) => gone.push(fingerprint));
  queue.add([picture("a"), picture("b")], { collection: "c" });
  await wire.end(({ resolve }) => resolve(image));
  queue.remove(new Set(queue.items().map(({ key }) => key)));
  expect(gone).toEqual(["c|a|10|1"]);
});

const names = (queue: UploadQueue) => queue.items().map(({ phase }) => phase);

it("a server that is gone for an hour: all wait, few are tried, and all go when it is back", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add(Array.from({ length: 1000 }, (_, n) => picture(`${n}.png`)), { collection: "c" });
  for (let minute = 0; minute < 60; minute += 1) {
    while (wire.open.length) await wire.end(({ reject }) => reject(new Problem(minute % 2 ? 0 : 503)));
    expect(names(queue).every((phase) => phase === "waiting")).toBe(true);
    expect(hindrance(queue.items())?.forAll).toBe(true);
    await vi.advanceTimersByTimeAsync(60_000);
  }
  expect(wire.started).toBeLessThan(400);
  while (wire.open.length) await wire.end(({ resolve }) => resolve(image));
  queue.goOn();
  while (wire.open.length) await wire.end(({ resolve }) => resolve(image));
  expect(names(queue).every((phase) => phase === "answered")).toBe(true);
  expect(hindrance(queue.items())).toBeNull();
});

it("a key that expires in the middle stops what follows, once, and each goes on after signing in", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add(Array.from({ length: 100 }, (_, n) => picture(`${n}.png`)), { collection: "c" });
  await wire.end(({ resolve }) => resolve(image));
  while (wire.open.length) await wire.end(({ reject }) => reject(new Problem(401)));
  expect(wire.started).toBeLessThanOrEqual(4);
  expect(hindrance(queue.items())?.kind).toBe("key");
  queue.retryAfterKey();
  while (wire.open.length) await wire.end(({ resolve }) => resolve(image));
  expect(names(queue).filter((phase) => phase === "answered")).toHaveLength(100);
});

it("a second click on Send again is the first", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add([picture("a.png")], { collection: "c" });
  const key = queue.items()[0]?.key ?? 0;
  queue.stop(key);
  await vi.advanceTimersByTimeAsync(0);
  queue.retry(key);
  queue.retry(key);
  queue.retry(key);
  await vi.advanceTimersByTimeAsync(0);
  expect(wire.started).toBe(2);
  await wire.end(() => undefined);
});

it("what failed stays in the list when the finished are cleared, and all of it is sent again at once", async () => {
  const wire = new Wire();
  const queue = new UploadQueue(wire.upload);
  queue.add([picture("a"), picture("b"), picture("c")], { collection: "c" });
  await wire.end(({ resolve }) => resolve(image));
  await wire.end(({ reject }) => reject(new Problem(500)));
  await wire.end(({ reject }) => reject(new Problem(500)));
  queue.remove(new Set(queue.items().filter(isDone).map(({ key }) => key)));
  expect(names(queue)).toEqual(["failed", "failed"]);
  queue.retryFailed();
  while (wire.open.length) await wire.end(({ resolve }) => resolve(image));
  expect(names(queue)).toEqual(["answered", "answered"]);
});
