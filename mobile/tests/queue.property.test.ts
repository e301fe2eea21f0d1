/**
 * The real library and driver on a phone that is killed at any moment and a network that loses,
 * delays, reorders and repeats: nothing is lost, nothing is doubled, nothing is stuck.
 */
import fc from "fast-check";
import { Driver, enqueue } from "../src/queue/driver";
import { newFind, NO_HABITS, type Picture } from "../src/records/find";
import type { Item } from "../src/queue/item";
import { Library } from "../src/store/library";
import { Disk, MemoryStore } from "./memoryStore";
import { World } from "./server";

const SEQUENCES = 10_000;
const PICTURES = 3;
jest.mock("../src/queue/part", () => ({ PART: 4 }));

const quiet = () => new Promise<void>((resolve) => setImmediate(resolve));

function picture(findId: string, n: number): Picture {
  return {
    id: `${findId}-${n}`, findId, order: n, fileName: `${n}.jpg`, type: "image/jpeg", bytes: 10, sha256: "",
    width: 1, height: 1, view: "", hints: [], added: "",
  };
}

/** A phone with its app; `kill` leaves nothing but the disk. */
class Phone {
  readonly disk = new Disk();
  now = 1_000_000_000;
  online = true;
  private store = new MemoryStore(this.disk);
  library!: Library;
  driver!: Driver;
  private timers: { at: number; work: () => void; dead: () => boolean }[] = [];

  constructor(readonly world: World) {}

  async open(): Promise<void> {
    const store = (this.store = new MemoryStore(this.disk));
    let dead = false;
    const { kill } = store;
    store.kill = () => {
      dead = true;
      kill.call(store);
    };
    this.library = await Library.open(store, () => this.now);
    this.driver = new Driver(this.library, {
      clock: () => this.now,
      conditions: () => ({ online: this.online, unmetered: true, wifiOnly: false, server: true }),
      remote: () => this.world.remote(() => dead),
      later: (work, milliseconds) => {
        const timer = { at: this.now + milliseconds, work, dead: () => dead };
        this.timers.push(timer);
        return () => void (this.timers = this.timers.filter((one) => one !== timer));
      },
    });
    await this.driver.start();
  }

  async restart(): Promise<void> {
    this.store.kill();
    await this.open();
  }

  pass(milliseconds: number): void {
    this.now += milliseconds;
    const due = this.timers.filter((one) => one.at <= this.now);
    this.timers = this.timers.filter((one) => one.at > this.now);
    for (const one of due) if (!one.dead()) one.work();
  }

  async photograph(): Promise<void> {
    const find = newFind("f", "", NO_HABITS, "2026-11-26");
    const pictures = Array.from({ length: PICTURES }, (_, n) => picture("f", n));
    for (const [n, one] of pictures.entries()) await this.library.store.putBytes(one.id, new Uint8Array(10).fill(n));
    await this.library.write([{ kind: "find", put: find }, ...pictures.map((put) => ({ kind: "picture", put }) as const)]);
  }
}

/** One thing that happens, chosen by a number. */
async function happens(phone: Phone, choice: number, cancelled: Set<string>): Promise<void> {
  const { world } = phone;
  const which = Math.floor(choice / 16);
  const call = world.pending.length ? world.pending[which % world.pending.length] : undefined;
  const id = `f-${which % PICTURES}`;
  switch (choice % 16) {
    case 0: case 1: case 2: case 3: case 4: return call?.serve();
    case 5: return call?.serveUnheard();
    case 6: return call?.lose();
    case 7: return phone.restart();
    case 8: return phone.pass(which % 400_000);
    case 9: phone.now -= which % 4_000_000; return;
    case 10: cancelled.add(id); return phone.driver.cancel(id);
    case 11: cancelled.delete(id); return phone.driver.retry(id);
    case 12: return enqueue(phone.library, "f", phone.now);
    case 13: phone.online = !phone.online; return phone.online ? phone.driver.online() : undefined;
    case 14: world.keyValid = !world.keyValid; return world.keyValid ? phone.driver.keyed() : undefined;
    default: world.busy = !world.busy; if (which % 5 === 0) world.sweep();
  }
}

const ended = ({ state }: Item) => state === "sent" || state === "stopped";

/** Every picture ended; the details, too, where the server has a picture that they could be of. */
function atRest(items: Item[]): boolean {
  const pictures = items.filter(({ kind }) => kind === "picture");
  if (!pictures.every(ended)) return false;
  return pictures.every(({ state }) => state !== "sent") || items.every(ended);
}

/** From now on everything works: let it come to rest. */
async function rest(phone: Phone): Promise<void> {
  const { world } = phone;
  Object.assign(world, { keyValid: true, busy: false });
  phone.online = true;
  await phone.driver.keyed();
  await phone.driver.online();
  for (let n = 0; n < 400; n += 1) {
    await quiet();
    const call = world.pending[0];
    if (call) call.serve();
    else if (atRest([...phone.library.shelf().items.values()])) return;
    else phone.pass(300_000);
  }
  throw new Error(`stuck: ${JSON.stringify([...phone.library.shelf().items.values()])}`);
}

async function lived(script: readonly number[]): Promise<{ phone: Phone; cancelled: Set<string> }> {
  const phone = new Phone(new World());
  await phone.open();
  await phone.photograph();
  await enqueue(phone.library, "f", phone.now);
  const cancelled = new Set<string>();
  phone.driver.poke();
  for (const choice of script) {
    await quiet();
    // As a screen does it: not waited for, so that what follows may come in between.
    void happens(phone, choice, cancelled);
  }
  await quiet();
  await rest(phone);
  return { phone, cancelled };
}

test(`${SEQUENCES} sequences: none lost, none doubled, none stuck`, async () => {
  let seen = 0;
  const met = { restarts: 0, sent: 0, stopped: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(2 ** 30), { minLength: 8, maxLength: 45, size: "max" }), async (script) => {
      const { phone } = await lived(script);
      seen += 1;
      met.restarts += script.filter((choice) => choice % 16 === 7).length;
      const { items } = phone.library.shelf();
      const pictures = [...items.values()].filter(({ kind }) => kind === "picture");
      expect(pictures).toHaveLength(PICTURES);
      const onServer = new Set([...phone.world.images.keys()]);
      expect(phone.world.images.size).toBeLessThanOrEqual(PICTURES);
      for (const item of pictures) {
        const bytes = new Array<number>(10).fill(Number(item.id.at(-1))).join(",");
        const there = [...onServer].filter((key) => key.endsWith(`|${bytes}`)).length;
        met[item.state === "sent" ? "sent" : "stopped"] += 1;
        // Sent means there, once; only what its owner stopped may be missing.
        if (item.state === "sent") expect(there).toBe(1);
        else expect(item).toMatchObject({ state: "stopped", stop: { why: "cancelled" } });
      }
      if (pictures.some(({ state }) => state === "sent")) {
        expect(items.get("details:f")?.state).toBe("sent");
        expect(phone.world.amended.size).toBe(1);
      }
    }),
    { numRuns: SEQUENCES, seed: 20261126 },
  );
  expect(seen).toBeGreaterThanOrEqual(SEQUENCES);
  expect(met.restarts).toBeGreaterThan(SEQUENCES);
  expect(met.sent).toBeGreaterThan(met.stopped);
});

test("where nothing goes wrong every byte is sent once", async () => {
  const { phone } = await lived([]);
  expect(phone.world.bytesTaken).toBe(10 * PICTURES);
  expect(phone.world.uploads.size).toBe(PICTURES);
});

test("a connection that breaks costs at most the part that was on its way", async () => {
  const phone = new Phone(new World());
  await phone.open();
  await phone.photograph();
  await enqueue(phone.library, "f", phone.now);
  phone.driver.poke();
  for (let n = 0; n < 6; n += 1) {
    await quiet();
    phone.world.pending[0]?.serve();
  }
  await quiet();
  phone.world.pending[0]?.serveUnheard();
  await quiet();
  await phone.restart();
  await rest(phone);
  expect(phone.world.bytesTaken).toBe(10 * PICTURES);
});

test("a refused picture stops alone, with its reason, and the others go on", async () => {
  const phone = new Phone(new World());
  await phone.open();
  await phone.photograph();
  phone.world.refuses = ({ fileName }) => fileName === "1.jpg";
  await enqueue(phone.library, "f", phone.now);
  await rest(phone);
  const { items } = phone.library.shelf();
  expect(items.get("f-1")).toMatchObject({ state: "stopped", stop: { why: "refused", reason: "damaged" } });
  expect([items.get("f-0")?.state, items.get("f-2")?.state, items.get("details:f")?.state]).toEqual(["sent", "sent", "sent"]);
});

test("a full device: nothing is lost, and sending goes on when there is room", async () => {
  const phone = new Phone(new World());
  await phone.open();
  await phone.photograph();
  await enqueue(phone.library, "f", phone.now);
  phone.disk.full = true;
  phone.driver.poke();
  await quiet();
  expect(phone.world.images.size).toBe(0);
  phone.disk.full = false;
  phone.pass(10_000);
  await rest(phone);
  expect(phone.world.images.size).toBe(PICTURES);
});
