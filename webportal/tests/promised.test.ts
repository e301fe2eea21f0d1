import { describe, expect, it } from "vitest";
import { checkedWords, countWords } from "../src/answer/promised";
import type { Promised } from "../src/api/types";
import { strongest } from "../src/components/HeatLayer";

const told = (change: Partial<Promised>): Promised => ({
  basis: "test_set", target: 0.95, right: 401, cases: 412, low: 0.953, high: 0.985, enough: true, together: false, ...change,
});

describe("what was checked", () => {
  it("is said in words before the number, with its interval", () => {
    expect(checkedWords(told({}))).toContain("not yet checked on pictures like yours");
    expect(countWords(told({}))).toBe("of 412 answers like this, 401 were right (95\u00a0% to 99\u00a0%)");
    expect(checkedWords(told({ basis: "checked_here" }))).toContain("this collection");
  });
  it("gives no percentage below thirty cases", () =>
    expect(countWords(told({ right: 7, cases: 8, enough: false }))).toBe("too few to say (7 of 8)"));
  it("says so where nobody counted, and promises nothing on unlike pictures", () => {
    const uncounted = { right: null, cases: null, low: null, high: null, enough: null };
    expect(countWords(told(uncounted))).toBe("nobody counted answers like this one");
    expect(countWords(told({ ...uncounted, basis: "none" }))).toBe("");
    expect(checkedWords(told({ basis: "none" }))).toMatch(/No promise/);
  });
});

describe("where the network looked, in words", () => {
  const map = (values: number[][], frame = { left: 0, top: 0, width: 1, height: 1 }) => ({
    release: "", taxonId: "", scientificName: "", taxonRank: "", frame, values,
  });
  it("names the part of the picture", () => {
    expect(strongest(map([[0, 0, 0], [0, 0, 100], [0, 0, 0]]))).toBe("It counted most in the middle, on the right.");
    expect(strongest(map([[90, 0, 0], [0, 0, 0], [0, 0, 0]]))).toBe("It counted most at the top, on the left.");
  });
  it("counts places of the picture only, not of its margin", () => {
    const frame = { left: 0, top: 0.25, width: 1, height: 0.5 };
    expect(strongest(map([[100, 0], [0, 0], [0, 60], [0, 0]], frame))).toBe("It counted most at the bottom, on the right.");
  });
});
