import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import file from "../../../../docs/decision-cases.json";
import {
  calibrated, candidatesFrom, type Ceiling, decide, distance, edgeColour, exportedName, fuse, interval, isEnough, letterbox,
  measure, novelty, type Pixels, promise, readRelease, Release, type ReleaseFields, shownName, type Subject,
} from "../src";

type Case = { kind: string; name: string; input: any; expected: any };

const cases = file.cases as Case[];
const of = (kind: string): Case[] => cases.filter((one) => one.kind === kind);
const tolerance = file.tolerance as Record<string, number>;

const releases = new Map(
  Object.entries(file.releases).map(([name, { taxa, ...body }]) => [
    name,
    new Release({
      ...body,
      taxa: taxa.map(({ taxonRank, ...taxon }) => ({ ...taxon, rank: taxonRank })),
    } as unknown as ReleaseFields),
  ]),
);

function within(found: number, wanted: number, most: number): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(most);
}

describe("docs/decision-cases.json", () => {
  it("has cases of every kind", () => {
    expect(new Set(cases.map(({ kind }) => kind))).toEqual(
      new Set(["decide", "calibrate", "novelty", "promise", "preprocess"]),
    );
  });

  it.each(of("decide").map((one) => [one.name, one] as const))("decides %s", (_, { input, expected }) => {
    const release = releases.get(input.release) as Release;
    const views = input.views.map(({ leaves, faults, sharpness, ...view }: any) => ({
      ...view,
      release: release.fields.digest,
      candidates: candidatesFrom(release, release.leafPaths.map((_path, leaf) => leaves[leaf] ?? 0)),
      quality: { sharpness, exposure: 0.5, ink: 0.2, faults },
    }));
    const fused = fuse(views);
    const found = decide(release, fused, {
      target: input.target,
      taxonList: input.taxonList,
      listedAbove: input.listedAbove,
      ceilings: input.ceilings as Ceiling[],
      subject: input.subject as Subject,
      leastTesting: input.leastTesting,
    });
    expect({
      answer: found.answer?.taxonId ?? null,
      abstention: found.abstention,
      limit: found.limit,
      needsView: found.needsView,
      note: found.note,
      candidates: found.candidates.map(({ taxonId }) => taxonId),
      shown: found.answer ? shownName(release, found.answer.taxonId) : [],
      exported: found.answer ? exportedName(release, found.answer.taxonId) : null,
    }).toEqual({
      answer: expected.answer,
      abstention: expected.abstention,
      limit: expected.limit,
      needsView: expected.needsView,
      note: expected.note,
      candidates: expected.candidates.map(([id]: [string]) => id),
      shown: expected.shown ?? [],
      exported: expected.exported ?? null,
    });
    found.candidates.forEach(({ confidence }, n) => within(confidence, expected.candidates[n][1], tolerance.decide ?? 0));
    if (expected.fused.novelty === null) expect(fused.novelty).toBeNull();
    else within(fused.novelty ?? Number.NaN, expected.fused.novelty, tolerance.decide ?? 0);
  });

  it.each(of("calibrate").map((one) => [one.name, one] as const))("calibrates %s", (_, { input, expected }) => {
    const found = calibrated(input.logits, input.temperature);
    found.forEach((value, n) => within(value, expected.probabilities[n], tolerance.calibrate ?? 0));
  });

  it.each(of("novelty").map((one) => [one.name, one] as const))("measures %s", (_, { input, expected }) => {
    const { measure: terms, embedding, prototypes } = input;
    const found = terms ? novelty(terms, input, prototypes) : distance(embedding, prototypes);
    within(found, expected.novelty, tolerance.novelty ?? 0);
  });

  it.each(of("promise").map((one) => [one.name, one] as const))("says what %s may be", (_, { input, expected }) => {
    const here = input.here ? { right: input.here[0], cases: input.here[1] } : null;
    const bins = input.bins.map(([least, right, cases]: number[]) => ({ least, right, cases }));
    const { taxonRank: rank, testing, confidence, unlike } = input;
    const { basis, count, together } = promise({ rank, testing, confidence, bins, here, unlike });
    const [low, high] = count ? interval(count) : [null, null];
    const enough = count ? isEnough(count) : null;
    const { low: wantedLow, high: wantedHigh, ...wanted } = expected;
    expect({ basis, together, right: count?.right ?? null, cases: count?.cases ?? null, enough }).toEqual(wanted);
    expect(low === null).toBe(wantedLow === null);
    if (low !== null && high !== null) {
      within(low, wantedLow, tolerance.promise ?? 0);
      within(high, wantedHigh, tolerance.promise ?? 0);
    }
  });

  it.each(of("preprocess").map((one) => [one.name, one] as const))("prepares %s", (_, { input, expected }) => {
    const picture = drawn(input.picture);
    expect(digest(picture.data)).toBe(expected.pictureSha256);
    expect(edgeColour(picture)).toEqual(expected.edgeColour);
    expect(digest(letterbox(picture, input.side).data)).toBe(expected.sha256);
    const { faults, ...measures } = measure(picture);
    expect(faults).toEqual(expected.faults);
    for (const name of ["sharpness", "exposure", "ink"] as const) {
      const most = (tolerance.preprocess ?? 0) * Math.max(Math.abs(expected[name]), 1);
      within(measures[name], expected[name], most);
    }
  });
});

const digest = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

interface Drawing {
  kind: string;
  width: number;
  height: number;
  seed: number;
}

/** A picture by integer arithmetic, as docs/decision-cases.md tells. */
function drawn({ kind, width, height, seed }: Drawing): Pixels {
  const data = new Uint8Array(width * height * 3);
  let state = seed;
  for (let place = 0; place < data.length; place += 1) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    const noise = state >>> 24;
    const c = place % 3;
    const x = Math.floor(place / 3) % width;
    const y = Math.floor(place / 3 / width);
    const wave = (x * (seed + 3 * c) + 5 * y * (7 + c) + 40 * c) % 510;
    const inside =
      4 * (2 * x - width) ** 2 * height ** 2 + (2 * y - height) ** 2 * width ** 2 <= width ** 2 * height ** 2;
    const value: Record<string, number> = {
      even: seed,
      noise,
      waves: Math.abs(wave - 255),
      spot: inside ? 60 + (noise >> 3) : 210 + (noise >> 4),
    };
    data[place] = value[kind] ?? 0;
  }
  return { width, height, data };
}

describe("a release whose measure of novelty does not fit", () => {
  const taxa = "taxon_id,scientificName,taxonRank,parent_id,leaf\na,Insecta,class,,0\n";
  const read = (description: object) => readRelease("d", JSON.stringify({ side: 8, ...description }), taxa).fields.measure;
  const [first, second] = ["insecta-release-1", "insecta-release-2"];

  it("is read where format and measure fit", () => {
    expect(read({ format: first })).toEqual({ distance: 1 });
    expect(read({ format: second, novelty_measure: { energy: 1 } })).toEqual({ energy: 1 });
  });

  it.each([
    [{ format: first, novelty_measure: { energy: 1 } }],
    [{ format: second }],
    [{ format: second, novelty_measure: {} }],
    [{ format: second, novelty_measure: { depth: 1 } }],
    [{ format: second, novelty_measure: { energy: "much" } }],
    [{ format: "insecta-release-9", novelty_measure: { energy: 1 } }],
  ])("is refused: %j", (description) => {
    expect(() => read(description)).toThrow("measure of novelty");
  });
});
