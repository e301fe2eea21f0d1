import { occurrences, COLUMNS } from "../src/records/darwinCore";
import { edit } from "../src/records/edit";
import { filtered, syncState } from "../src/records/filter";
import { correctionOf, newFind, NO_HABITS, serverRecord, sharedPlace, type Answered, type Find, type Identification } from "../src/records/find";
import { around } from "../src/records/mapWindow";
import { moved, scaled, WHOLE } from "../src/records/cropBox";
import { readDay, readPoint } from "../src/records/typed";
import { Follower, unanswered } from "../src/records/follow";
import { take } from "../src/records/take";
import { newItem, step } from "../src/queue/item";
import { choose, hindrance } from "../src/queue/choose";
import { addressOf, pageOf } from "../src/router";
import { isKey, isOpenToOthers, qrText, readLink } from "../src/server/link";
import type { Specimen } from "../src/server/api";
import { Troubled, troubleOf } from "../src/server/trouble";
import { Library } from "../src/store/library";
import { NoRoom } from "../src/store/store";
import { Disk, MemoryStore } from "./memoryStore";

const find = (changes: Partial<Find> = {}): Find => ({
  ...newFind("3f2b8c1e-4d5a-4b6c-8d7e-9f0a1b2c3d4e", "2026-11-26T10:00:00Z", NO_HABITS, "2026-11-26"), ...changes,
});
const named = (name: string): Answered => ({
  by: "server", at: "2026-11-26T10:00:01Z",
  answer: {
    release: "ab".repeat(32), target: 0.95, abstention: null, limit: null, note: "", needsView: null, suggested: [], together: false, promise: null, measured: 0.99, taxa: 240, candidates: [],
    answer: { taxonId: "1", scientificName: name, taxonRank: "genus", confidence: 0.971, parentId: null, answerable: true },
  },
});
const said = (name: string): Identification => ({
  id: "1", kind: "person", scientificName: name, taxonRank: "genus", identifiedBy: "=cmd", trust: "ReviewedByHuman", dateIdentified: "2026-11-27",
} as Identification);
const zurich = { latitude: 47.3977, longitude: 8.5491, uncertaintyM: 12 };

test("numbers of records are short, and no two alike", () => {
  expect(find().number).toMatch(/^APP-[0-9A-HJKMNP-TV-Z]{16}$/);
  expect(newFind("3f2b8c1e-4d5b-4b6c-8d7e-9f0a1b2c3d4e", "", NO_HABITS, "").number).not.toBe(find().number);
});

test("a place is not shared unless its owner says so, and coarse means coarse", () => {
  expect(sharedPlace(find({ place: zurich }))).toBeNull();
  expect(serverRecord(find({ place: zurich, locality: "Irchel" }))).toMatchObject({ latitude: null, longitude: null, locality: null });
  expect(sharedPlace(find({ place: zurich, placeShared: "coarse" }))).toMatchObject({ latitude: 47.35, longitude: 8.55 });
  expect(sharedPlace(find({ place: { ...zurich, latitude: -0.01 }, placeShared: "coarse" }))?.latitude).toBe(-0.05);
  expect(sharedPlace(find({ place: zurich, placeShared: "exact" }))).toEqual(zurich);
});

test("a machine's name is never a determination in the table", () => {
  const rows = (one: Find) => {
    const [head = "", row = ""] = occurrences([one], () => []).split("\r\n");
    return Object.fromEntries(head.split(",").map((name, n) => [name, row.split(",")[n]]));
  };
  const machine = rows(find({ answered: named("Camponotus") }));
  expect(machine.scientificName).toBe("");
  expect(machine.identificationVerificationStatus).toBe("PredictedByMachine");
  expect(occurrences([find({ answered: named("Camponotus") })], () => [])).toContain("Predicted by machine: Camponotus (genus), probability 0.971");
  const person = rows(find({ answered: named("Camponotus"), identifications: [said("Formica")] }));
  expect([person.scientificName, person.identificationVerificationStatus, person.identifiedBy]).toEqual(["Formica", "ReviewedByHuman", "'=cmd"]);
  expect(occurrences([], () => [])).toBe(`${COLUMNS.join(",")}\r\n`);
});

test("a correction is a person's other name, the newest", () => {
  expect(correctionOf(find({ answered: named("Formica"), identifications: [said("Formica")] }))).toBeNull();
  expect(correctionOf(find({ answered: named("Lasius"), identifications: [said("Lasius"), said("Formica")] }))?.scientificName).toBe("Formica");
});

test("own records are found by the beginnings of words, whatever their accents", () => {
  const all = [find({ id: "a", locality: "Zürich, Irchel", created: "1" }), find({ id: "b", answered: named("Camponotus"), created: "2" })];
  const ids = (text: string, show: "all" | "named" | "unnamed" = "all") => filtered(all, { text, show }, () => "kept", () => false).map(({ id }) => id);
  expect(ids("")).toEqual(["b", "a"]);
  expect(ids("zuri irch")).toEqual(["a"]);
  expect(ids("campo")).toEqual(["b"]);
  expect(ids("", "named")).toEqual(["b"]);
  expect(ids("urich")).toEqual([]);
});

test("what needs its owner comes first in the state of a record", () => {
  const waiting = newItem("picture", "p", "f", 0);
  const working = step(waiting, { type: "begun" }, 0);
  const refused = step(working, { type: "failed", run: 1, trouble: { kind: "refused", reason: "damaged", detail: "" } }, 0);
  const sent = step(working, { type: "finished", run: 1, server: "s", imageId: "i", specimenId: "x" }, 0);
  expect([[], [waiting], [working], [refused, working], [sent]].map(syncState)).toEqual(["kept", "waiting", "sending", "stopped", "sent"]);
  const details = step(step(newItem("details", "d", "f", 0), { type: "begun" }, 0), { type: "failed", run: 1, trouble: { kind: "forbidden", detail: "" } }, 0);
  expect(syncState([sent, details])).toBe("sent");
});

test("Wi-Fi only waits for Wi-Fi, and a clock that was set back keeps nothing waiting", () => {
  const on = { online: true, unmetered: false, wifiOnly: true, server: true };
  expect(hindrance(on)).toBe("waits-for-wifi");
  const failed = step(step(newItem("picture", "p", "f", 0), { type: "begun" }, 10_000), { type: "failed", run: 1, trouble: { kind: "offline" } }, 10_000);
  expect(choose([failed], { ...on, unmetered: true }, 10_500)).toHaveLength(0);
  expect(choose([failed], { ...on, unmetered: true }, 11_000)).toHaveLength(1);
  expect(choose([failed], { ...on, unmetered: true }, 3_000)).toHaveLength(1);
});

test("a change the server should know of is sent again, one it need not know of is not", async () => {
  const library = await Library.open(new MemoryStore(), () => 5);
  await library.write([{ kind: "find", put: find() }, { kind: "item", put: newItem("details", `details:${find().id}`, find().id, 0) }]);
  expect(await edit(library, find().id, { notes: "under bark" }, "now")).toBe(false);
  expect(await edit(library, find().id, { place: zurich }, "now")).toBe(false);
  expect(await edit(library, find().id, { caste: "queen" }, "now")).toBe(true);
  expect(library.shelf().finds.get(find().id)).toMatchObject({ notes: "under bark", caste: "queen", changed: "now" });
});

test("the same picture twice is taken once, and a thousand are not one insect", async () => {
  const library = await Library.open(new MemoryStore());
  let [n, read] = [0, 0];
  const means = { uuid: () => `p${(n += 1)}`, sha256: async (bytes: Uint8Array) => [...bytes].join(), hints: async () => [], now: () => "now" };
  const picked = (value: number) => ({ fileName: `${value}.jpg`, type: "image/jpeg", width: 1, height: 1, read: async () => { read += 1; return new Uint8Array([value >> 8, value & 255]); }, date: null });
  expect(await take(library, find(), [picked(1), picked(1)], means)).toMatchObject({ repeated: ["1.jpg"] });
  const { repeated, beyond } = await take(library, find(), Array.from({ length: 1_000 }, (_, value) => picked(value + 1)), means);
  expect(library.shelf().pictures.size).toBe(12);
  expect([repeated, beyond]).toEqual([["1.jpg"], 1_000 - 12]);
  expect(read).toBe(2 + 12);
});

test("days and points are read strictly", () => {
  expect(["2026-02-28", "", "2026-02-30", "28.2.2026", "2026-2-8"].map(readDay)).toEqual(["2026-02-28", null, undefined, undefined, undefined]);
  expect(readPoint("47.61, 8.72")).toEqual({ latitude: 47.61, longitude: 8.72 });
  expect(["91, 0", "1", "a, b", "47,61 8,72"].map(readPoint)).toEqual([undefined, undefined, undefined, undefined]);
});

test("a frame stays in its picture", () => {
  expect(moved(WHOLE, 5, -5)).toMatchObject({ x: 1 - WHOLE.width, y: 0 });
  expect(scaled(WHOLE, 10)).toEqual({ x: 0, y: 0, width: 1, height: 1 });
  expect(scaled(WHOLE, 0).width).toBeGreaterThan(0);
});

test("a map shows all its points, and stays in the world", () => {
  for (const points of [[], [zurich], [{ latitude: 89, longitude: 179 }, { latitude: -89, longitude: -179 }]]) {
    const { west, east, south, north } = around(points, 1);
    expect([west >= -180, east <= 180, south >= -90, north <= 90]).toEqual([true, true, true, true]);
    for (const { latitude, longitude } of points) expect(longitude >= west && longitude <= east && latitude >= south && latitude <= north).toBe(true);
  }
});

test("a QR code's text is read as it was written, and nothing else is", () => {
  const link = { server: "https://insects.example.org:8443", key: "insecta_abc-DEF_123" };
  expect(readLink(qrText(link))).toEqual(link);
  expect(readLink("insects.example.org")).toEqual({ server: "https://insects.example.org", key: "" });
  expect(readLink("127.0.0.1:8470/app/")).toEqual({ server: "http://127.0.0.1:8470", key: "" });
  for (const text of ["", "javascript:alert(1)", "insecta://connect", "insecta://connect?server=%", "insecta://connect?server=a&key=<b>", "two words"]) {
    expect([text, readLink(text)]).toEqual([text, null]);
  }
  expect([isKey("insecta_12345678"), isKey("secret")]).toEqual([true, false]);
  expect([isOpenToOthers("http://museum.example"), isOpenToOthers("http://127.0.0.1:1"), isOpenToOthers("https://a.b")]).toEqual([true, false, false]);
});

test("what a server answers is told apart: pass, key, refusal", () => {
  expect(troubleOf(503, { title: "busy" }, "7")).toEqual({ kind: "busy", retryAfterS: 7 });
  expect(troubleOf(429, "<html>", null)).toEqual({ kind: "busy", retryAfterS: null });
  expect(troubleOf(500, null, null)).toEqual({ kind: "server", status: 500 });
  expect(troubleOf(401, {}, null).kind).toBe("key");
  expect(troubleOf(403, {}, null).kind).toBe("forbidden");
  expect(troubleOf(422, { reason: "damaged", detail: "cut short", hint: "send it again" }, null)).toEqual({ kind: "refused", reason: "damaged", detail: "cut short: send it again" });
});

test("addresses of pages go there and back", () => {
  for (const page of [{ name: "records" }, { name: "find", id: "a/b ü" }, { name: "specimen", id: "1" }] as const) expect(pageOf(addressOf(page))).toEqual(page);
  expect(pageOf("/nowhere")).toEqual({ name: "identify" });
});

test("a full device is told on every screen, until something could be kept again", async () => {
  const disk = new Disk();
  const library = await Library.open(new MemoryStore(disk));
  await library.write([{ kind: "find", put: find() }]);
  const seen: boolean[] = [];
  library.subscribe(() => seen.push(library.shelf().full));
  disk.full = true;
  await expect(library.prefer({ wifiOnly: true })).rejects.toBeInstanceOf(NoRoom);
  await expect(library.update("find", find().id, (one) => ({ ...one, notes: "lost" }))).rejects.toBeInstanceOf(NoRoom);
  expect(seen).toEqual([true]);
  expect(library.shelf().finds.get(find().id)?.notes).toBe("");
  disk.full = false;
  await library.update("find", find().id, (one) => ({ ...one, notes: "kept" }));
  expect(library.shelf()).toMatchObject({ full: false });
});

test("an answer is for the pictures that were there, however the phone's clock is set", async () => {
  const library = await Library.open(new MemoryStore());
  const sent = (id: string, at: number) => {
    const begun = step(newItem("picture", id, find().id, at), { type: "begun" }, at);
    return step(begun, { type: "finished", run: 1, server: "s", imageId: id, specimenId: "specimen" }, at);
  };
  await library.write([{ kind: "find", put: find() }, { kind: "item", put: sent("a", 5_000_000) }]);
  const specimen = { images: [], shown: { answer: null }, identifications: [] } as unknown as Specimen;
  let now = "2030-01-01T00:00:00.000Z";
  const follower = new Follower(library, { remote: () => ({ server: "s", specimen: async () => specimen }), online: () => true, now: () => now, later: () => () => undefined });
  await follower.refresh(find().id);
  expect(unanswered(library.shelf(), "s")).toEqual([]);
  // The clock is set back by years; a second picture arrives.
  await library.write([{ kind: "item", put: sent("b", 1_000) }]);
  expect(unanswered(library.shelf(), "s")).toHaveLength(1);
  now = "2026-01-01T00:00:00.000Z";
  await follower.refresh(find().id);
  expect(unanswered(library.shelf(), "s")).toEqual([]);
});

test("what experts say later is looked for by itself, not all the time, and not in vain where the server is gone", async () => {
  const library = await Library.open(new MemoryStore());
  const begun = step(newItem("picture", "a", find().id, 0), { type: "begun" }, 0);
  const sent = step(begun, { type: "finished", run: 1, server: "s", imageId: "a", specimenId: "specimen" }, 0);
  await library.write([{ kind: "find", put: find({ answered: { ...named("Lasius"), pictures: 1 } }) }, { kind: "item", put: sent }]);
  let [asked, gone, now] = [0, true, Date.parse("2026-07-14T09:30:00Z")];
  const specimen = async (): Promise<Specimen> => {
    asked += 1;
    if (gone) throw new Troubled({ kind: "offline" });
    return { images: [], shown: null, identifications: [{ ...said("Lasius niger"), kind: "person" }] } as unknown as Specimen;
  };
  const follower = new Follower(library, { remote: () => ({ server: "s", specimen }), online: () => true, now: () => new Date(now).toISOString(), later: () => () => undefined });
  await follower.lookAgain();
  gone = false;
  await follower.lookAgain();
  await follower.lookAgain();
  expect(asked).toBe(2);
  expect(correctionOf(library.shelf().finds.get(find().id) as Find)?.scientificName).toBe("Lasius niger");
  now += 11 * 60_000;
  await follower.lookAgain();
  expect(asked).toBe(3);
});
