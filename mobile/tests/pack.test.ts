/** The release that ships, as the server packs it, and as a stranger might. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { zipSync } from "fflate";
import { oneAtATime } from "../src/offline/oneAtATime";
import { modelName, openPack, readManifest, readPrototypes, WrongPack } from "../src/offline/pack";

const releases = join(__dirname, "..", "..", "releases");
const shipped = readdirSync(releases).find((name) => !name.startsWith("teaching")) ?? "";
const folder = join(releases, shipped);
const files = Object.fromEntries(readdirSync(folder).map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))]));
/** Stored, not packed small: the same to read, and quick. */
const zip = (given: Record<string, Uint8Array>) => zipSync(given, { level: 0 });
const sha256 = async (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const description = files["release.json"] as Uint8Array;
const digest = () => sha256(description);

test("every file is there and is what the digest names", async () => {
  const opened = await openPack(await digest(), zip(files), sha256);
  expect([...opened.keys()]).toEqual(expect.arrayContaining(["release.json", "model.tflite", "taxa.csv", "prototypes.npy", "golden.json"]));
});

test.each(["model.tflite", "taxa.csv", "prototypes.npy", "golden.png"])("one byte changed in %s is noticed", async (name) => {
  const changed = (files[name] as Uint8Array).slice();
  changed[changed.length >> 1] = (changed[changed.length >> 1] ?? 0) ^ 1;
  await expect(openPack(await digest(), zip({ ...files, [name]: changed }), sha256)).rejects.toThrow(name);
});

test("another release, a missing file, and what is no archive are refused", async () => {
  await expect(openPack("0".repeat(64), zip(files), sha256)).rejects.toThrow("release.json");
  const fewer = Object.fromEntries(Object.entries(files).filter(([name]) => name !== "taxa.csv"));
  await expect(openPack(await digest(), zip(fewer), sha256)).rejects.toThrow("taxa.csv");
  await expect(openPack(await digest(), new Uint8Array(100), sha256)).rejects.toThrow(WrongPack);
});

test("both formats of releases are read, and no other", () => {
  const bytes = (format: string) => new TextEncoder().encode(JSON.stringify({ format }));
  for (const format of ["insecta-release-1", "insecta-release-2"]) expect(readManifest(bytes(format)).format).toBe(format);
  expect(() => readManifest(bytes("insecta-release-3"))).toThrow("too old");
});

test("prototypes are read as numpy wrote them: rows of unit length", () => {
  const { dimensions } = readManifest(description);
  const rows = readPrototypes(files["prototypes.npy"] as Uint8Array);
  expect(rows.length).toBeGreaterThan(50);
  for (const row of rows) {
    expect(row).toHaveLength(dimensions);
    expect(Math.hypot(...row)).toBeCloseTo(1, 2);
  }
});

test("a network for any number of pictures becomes one for one, and nothing else changes", () => {
  const model = files["model.tflite"] as Uint8Array;
  const fixed = oneAtATime(model);
  const places: number[] = [];
  for (let place = 0; place < fixed.length; place += 1) if (fixed[place] !== model[place]) places.push(place);
  expect(fixed).toHaveLength(model.length);
  expect(places.length).toBeLessThan(2_000);
  expect(places.every((place) => model[place] === 255 && (fixed[place] === 1 || fixed[place] === 0))).toBe(true);
  expect(Buffer.from(oneAtATime(fixed)).equals(Buffer.from(fixed))).toBe(true);
});

test("the release brings the network for one picture, which is taken as it is", () => {
  const name = modelName(readManifest(description).files);
  expect(name).toBe("model-1.tflite");
  const model = files[name] as Uint8Array;
  expect(Buffer.from(oneAtATime(model)).equals(Buffer.from(model))).toBe(true);
});
