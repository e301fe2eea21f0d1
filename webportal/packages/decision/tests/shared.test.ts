import { describe, expect, it } from "vitest";
import cases from "../../../../docs/shared-cases.json";
import { fold, letterbox, PREPROCESSING, terms } from "../src";

const bytes = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

describe("as Python does it", () => {
  it("folds and splits texts", () => {
    for (const { text, ...wanted } of cases.terms) {
      expect({ text, fold: fold(text), terms: terms(text) }).toEqual({ text, ...wanted });
    }
    expect(cases.terms.length).toBeGreaterThanOrEqual(300);
  });

  it("prepares pictures, byte for byte", () => {
    expect(PREPROCESSING).toBe(cases.preprocessing);
    for (const { width, height, side, pixels, letterbox: wanted } of cases.pictures) {
      const found = letterbox({ width, height, data: bytes(pixels) }, side).data;
      const due = bytes(wanted);
      const apart = found.findIndex((value, place) => value !== due[place]);
      expect({ width, height, side, apart, length: found.length }).toEqual({
        width, height, side, apart: -1, length: due.length,
      });
    }
  });
});
