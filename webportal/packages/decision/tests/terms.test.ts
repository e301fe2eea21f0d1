import { expect, it } from "vitest";
import cases from "../../../../docs/term-cases.json";
import { fold, terms } from "../src";

it("folds and splits texts as Python does", () => {
  for (const { text, ...wanted } of cases) {
    expect({ text, fold: fold(text), terms: terms(text) }).toEqual({ text, ...wanted });
  }
  expect(cases.length).toBeGreaterThanOrEqual(300);
});
