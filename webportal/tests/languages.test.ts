import { describe, expect, it } from "vitest";
import { translation as de } from "../src/messages/de";
import { en } from "../src/messages/en";
import { pages } from "../src/messages/en.pages";
import { translation as es } from "../src/messages/es";
import { merged } from "../src/messages/language";

const leaves = (words: object, path = ""): string[] =>
  Object.entries(words).flatMap(([key, value]) =>
    typeof value === "object" && value !== null && !Array.isArray(value) ? leaves(value, `${path}${key}.`) : [path + key],
  );

describe.each([["German", de], ["Spanish", es]])("%s", (_, translation) => {
  it("is marked as what it is: a draft that no speaker has reviewed", () => expect(translation.reviewed).toBe(false));
  it("translates only what English has", () => {
    const own = new Set([...leaves(en), ...leaves(pages)]);
    expect(leaves(translation.words).filter((path) => !own.has(path))).toEqual([]);
    expect(leaves(translation.pages).filter((path) => !own.has(path))).toEqual([]);
  });
  it("falls back to English word by word", () => {
    const shown = merged(en, translation.words);
    expect(shown.nav.home).not.toBe(en.nav.home);
    expect(leaves(shown).sort()).toEqual(leaves(en).sort());
    const later = merged(pages, translation.pages);
    expect(later.answer.none).not.toBe(pages.answer.none);
    expect(later.abstention).toEqual(pages.abstention);
  });
});
