import { describe, expect, it } from "vitest";
import { en } from "../src/messages/en";
import { pages } from "../src/messages/en.pages";
import { plainPages, words } from "../src/messages/en.plain";
import { merged } from "../src/messages/merged";

/** Sentences of at most so many words; the usual bound for easy texts of level B1 lies above it. */
const LONGEST = 22;
/** Words of the trade that the usual texts have, and plain ones do without. */
const HARD = /\b(taxa|taxon|specimen|abstain|diagnostic|defended|release|promotion|calibrat|provenance|individual)/i;

const leaves = (value: unknown, path = ""): [string, unknown][] =>
  typeof value === "object" && value !== null
    ? Object.entries(value).flatMap(([key, one]) => leaves(one, path ? `${path}.${key}` : key))
    : [[path, value]];

const said = (value: unknown): string => (typeof value === "function" ? String((value as (...given: unknown[]) => string)(7, 8)) : String(value));
const all = [...leaves(words), ...leaves(plainPages)];

describe("plain language", () => {
  it("says only what the usual words say, too", () => {
    const usual = new Set([...leaves(en), ...leaves(pages)].map(([path]) => path));
    expect(all.map(([path]) => path).filter((path) => !usual.has(path))).toEqual([]);
  });

  it("has short sentences", () => {
    const long = all.flatMap(([path, value]) =>
      said(value).split(/(?<=[.!?:])\s+/).filter((sentence) => sentence.split(/\s+/).length > LONGEST).map((sentence) => `${path}: ${sentence}`));
    expect(long).toEqual([]);
  });

  it("does without words of the trade", () => {
    expect(all.filter(([, value]) => HARD.test(said(value))).map(([path]) => path)).toEqual([]);
  });

  it("has words for every reason and every limit", () => {
    const shown = merged(pages, plainPages);
    for (const code of Object.keys(pages.abstention)) {
      expect(shown.abstention[code]?.why, code).not.toBe(pages.abstention[code]?.why);
      expect(shown.abstention[code]?.helps, code).not.toBe(pages.abstention[code]?.helps);
    }
    for (const code of Object.keys(pages.limit)) expect(shown.limit[code]?.why, code).not.toBe(pages.limit[code]?.why);
  });
});
