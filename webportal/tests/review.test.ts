import { describe, expect, it } from "vitest";
import type { LookAlike, Shot } from "../src/api/types";
import { next, read as readGuide, STEPS, write as writeGuide } from "../src/guide/progress";
import { ACTIONS, changed, DEFAULTS, mayBe, read, write } from "../src/review/keys";
import { read as readDone, write as writeDone } from "../src/review/done";
import { chosenOf } from "../src/review/wording";
import { spoken, wrongOf } from "../src/station/wording";

function store(): Pick<Storage, "getItem" | "setItem"> {
  const kept = new Map<string, string>();
  return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => void kept.set(key, value) };
}

describe("keys of the queue", () => {
  it("are changed and kept, and none is without one or has another's", () => {
    const there = store();
    const keys = changed(changed(DEFAULTS, "skip", "K"), "accept", "x");
    expect(keys.skip).toBe("k");
    expect([keys.accept, keys.reject]).toEqual(["x", "c"]);
    write(keys, there);
    expect(read(there)).toEqual(keys);
    expect(new Set(Object.values(keys)).size).toBe(ACTIONS.length);
  });
  it("never take what the picture needs, or what types nothing", () => {
    for (const key of ["+", "-", "0", "=", " ", "Enter", "", "ab"]) {
      expect(mayBe(key)).toBe(false);
      expect(changed(DEFAULTS, "skip", key)).toEqual(DEFAULTS);
    }
  });
  it("are the usual ones where what was kept cannot be read", () => {
    for (const text of ["{", '{"skip":"c"}', '{"skip":7}', "null"]) {
      expect(read({ getItem: () => text })).toEqual(DEFAULTS);
    }
  });
});

describe("what was decided", () => {
  const one = { id: "a", how: "decided", identification: "i", appliedTo: 1 } as const;
  it("can be taken back after leaving the page, in its own collection", () => {
    const there = store();
    writeDone("ANTS", [one, { ...one, id: "b", how: "skipped" }], there);
    expect(readDone("ANTS", there).map(({ id }) => id)).toEqual(["a", "b"]);
    expect(readDone("BEES", there)).toEqual([]);
  });
  it("is nothing where what was kept cannot be read, or cannot be kept", () => {
    for (const text of ["{", "7", '[{"id":7}]', "[null]"]) expect(readDone("ANTS", { getItem: () => text })).toEqual([]);
    const full = { setItem: () => { throw new Error("full"); } };
    expect(() => writeDone("ANTS", [one], full)).not.toThrow();
  });
});

describe("look-alikes", () => {
  const one = (id: string, similarity: number) => ({ specimen: { id }, similarity }) as LookAlike;
  it("are applied to where they are alike enough and not taken out", () => {
    const items = [one("a", 0.99), one("b", 0.9), one("c", 0.89)];
    expect(chosenOf(items, 0.9, new Set())).toEqual(["a", "b"]);
    expect(chosenOf(items, 0.5, new Set(["a"]))).toEqual(["b", "c"]);
  });
});

describe("a station's shot", () => {
  const shot = (more: Partial<Shot>): Shot => ({
    time: "", file: "A1.jpg", number: "A1", barcode: "read", sharp: true, faults: [], view: null, already: 0,
    held: null, imageId: null, superseded: null, good: true, ...more,
  });
  it("says everything that is wrong, and nothing of a good one", () => {
    expect(wrongOf(shot({}))).toEqual([]);
    expect(wrongOf(shot({ good: false, sharp: false, faults: ["blurred", "dark"] }))).toEqual(["Blurred", "Too dark"]);
    expect(wrongOf(shot({ good: false, held: "it has no number", number: null }))).toEqual(["Not taken in: it has no number"]);
    expect(wrongOf(shot({ good: false, barcode: "disagrees" }))).toEqual(["Barcode and file name disagree"]);
  });
  it("is spoken with its number and verdict first", () => {
    expect(spoken(shot({ good: false, faults: ["blurred"] }))).toBe("A1. Shoot again. Blurred");
  });
});

describe("the guide", () => {
  it("is offered once, goes on where it was, and ends after six steps", () => {
    const there = store();
    expect(readGuide(there)).toBe(0);
    let step: number | null = 0;
    for (let n = 1; n <= STEPS; n += 1) {
      step = next(step ?? 0);
      writeGuide(step, there);
      expect(readGuide(there)).toBe(n);
    }
    expect(next(STEPS)).toBeNull();
    writeGuide(null, there);
    expect(readGuide(there)).toBeNull();
    expect(readGuide({ getItem: () => "seven" })).toBeNull();
  });
});
