/** Translations against English, and screens against words of their own. */
import { readdirSync, readFileSync } from "node:fs";
import { draftFor, languageFor, speak, t, words } from "../src/messages";
import { translation as de } from "../src/messages/de";
import { en } from "../src/messages/en";
import { translation as es } from "../src/messages/es";

type Leaf = [path: string, value: unknown];
const leaves = (given: object, path = ""): Leaf[] =>
  Object.entries(given).flatMap(([key, value]): Leaf[] =>
    typeof value === "object" && value !== null ? leaves(value as object, `${path}${key}.`) : [[path + key, value]],
  );
const english = new Map(leaves(en));

/** Stand-ins that are found again in a sentence: numbers and words that no sentence has by itself. */
const NUMBERS = [71, 83, 97];
const WORDS = ["Quux", "Zyzz", "Wibble"];
function said(value: (...given: unknown[]) => string, given: readonly unknown[]): string | null {
  try {
    const text = value(...given);
    return typeof text === "string" && !/undefined|NaN|\[object/.test(text) ? text : null;
  } catch {
    return null;
  }
}
/** What a sentence takes over, once given numbers and once given words. */
function taken(value: unknown, [numbers, texts] = [NUMBERS, WORDS] as const): string[] {
  if (typeof value !== "function") return [];
  const both = [numbers, texts].map((given) => said(value as (...given: unknown[]) => string, given) ?? "");
  return [...numbers.map(String), ...texts].filter((one) => both.some((text) => text.includes(one)));
}

describe.each([["German", de, "de"], ["Spanish", es, "es"]] as const)("%s", (_, { reviewed, words: own }, code) => {
  const translated = new Map(leaves(own));

  test("is marked as what it is: a draft that no speaker has reviewed", () => expect(reviewed).toBe(false));
  test("has what English has, and nothing else", () => expect([...translated.keys()].sort()).toEqual([...english.keys()].sort()));
  test("says every sentence that English says, with the same numbers and names in it", () => {
    for (const [path, value] of english) {
      const other = translated.get(path);
      expect([path, typeof other, (other as { length?: number }).length === undefined]).toEqual([path, typeof value, false]);
      if (typeof value === "function") {
        expect([path, (other as () => string).length]).toEqual([path, value.length]);
        expect([path, taken(other)]).toEqual([path, taken(value)]);
      } else {
        expect([path, String(other).trim() === ""]).toEqual([path, false]);
      }
    }
  });
  test("differs from English nearly everywhere", () => {
    const same = [...translated].filter(([path, value]) => typeof value === "string" && value === english.get(path));
    expect(same.length).toBeLessThan(12);
  });
  test("is spoken only to who asks for it, and offered where the phone is set to it", () => {
    expect(languageFor("system", code)).toBe("en");
    expect(languageFor(code, "en")).toBe(code);
    expect(draftFor("system", code)).toEqual({ language: code, offer: own.settings.draftOffer });
    expect(draftFor("en", code)).toBeNull();
    speak(code);
    expect(t.records.heading).toBe(own.records.heading);
    expect(words.answer.none).not.toBe("No name");
    speak("en");
    expect(t.records.heading).toBe(en.records.heading);
  });
});

test("a phone in a language that nobody translated speaks English", () => {
  expect(languageFor("system", "fi")).toBe("en");
  expect(draftFor("system", "fi")).toBeNull();
});

test("no screen has words of its own: all of them are in the message files", () => {
  const found = ["screens", "parts", "."].flatMap((folder) =>
    readdirSync(`${__dirname}/../src/${folder}`).filter((name) => name.endsWith(".tsx")).flatMap((name) => {
      const source = readFileSync(`${__dirname}/../src/${folder}/${name}`, "utf8").replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "");
      const between = [...source.matchAll(/>\s*([^<>{}()=;]*[A-Za-z]{2,}[^<>{}()=;]*)\s*<\//g)].map(([, text]) => text?.trim());
      const attributes = [...source.matchAll(/\b(?:label|heading|hint|text|title|placeholder|accessibilityLabel|alt|error)="([^"]*[A-Za-z]{2,}[^"]*)"/g)].map(([, text]) => text);
      return [...between, ...attributes].map((text) => `${name}: ${text}`);
    }),
  );
  expect(found).toEqual([]);
});
