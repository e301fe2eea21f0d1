import { describe, expect, it } from "vitest";
import { around, halves, moved, resized, same, spanned, within } from "../src/boxes/geometry";
import { askedText, NOTHING } from "../src/search/asked";

describe("further ways to search, in the search language", () => {
  it("asks for nothing when nothing is filled in", () => expect(askedText(NOTHING)).toBe(""));
  it("reads numbers as they are scanned or typed", () =>
    expect(askedText({ ...NOTHING, from: " MUS 0002 ", to: "MUS-0107" })).toBe("catalog_number:MUS-0002..MUS-0107"));
  it("leaves an end open", () => expect(askedText({ ...NOTHING, since: "1987" })).toBe("determined:1987.."));
  it("asks for what begins so, and lets no quotation mark out", () =>
    expect(askedText({ ...NOTHING, storage: 'Cabinet "3"', noPicture: true })).toBe('storage:"Cabinet 3"* images:0'));
  it("joins all parts", () => expect(askedText({ ...NOTHING, determiner: "B. Bolton", noDetermination: true })).toBe('determiner:"B. Bolton"* determination:none'));
});

describe("boxes of a picture", () => {
  it("stay inside it", () => {
    expect(within([0.9, -0.2, 0.3, 0.5])).toEqual([0.7, 0, 0.3, 0.5]);
    expect(moved([0.8, 0.8, 0.2, 0.2], 0.5, -0.1)).toEqual([0.8, 0.7, 0.2, 0.2]);
    expect(resized([0.8, 0.8, 0.1, 0.1], 0.5, -0.5)).toEqual([0.8, 0.8, 0.2, 0.002]);
    expect(spanned(1.2, 0.5, 0.6, 0.1)).toEqual([0.6, 0.1, 0.4, 0.4]);
  });
  it("are split across their longer side as it is seen, and merged to what they were", () => {
    const box = [0.2, 0.2, 0.2, 0.3] as [number, number, number, number];
    const parts = halves(box, 2);
    expect(parts).toEqual([[0.2, 0.2, 0.1, 0.3], [0.3, 0.2, 0.1, 0.3]]);
    expect(halves(box, 1)[0]).toEqual([0.2, 0.2, 0.2, 0.15]);
    expect(same(around(parts), box)).toBe(true);
  });
});
