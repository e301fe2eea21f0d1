/**
 * Which language is shown. English is complete. A translation that no speaker has reviewed is a draft:
 * it is never chosen by itself, only by a reader who asks for it, and the page then says what it is.
 */

import type { Messages } from "./en";
import type { PageMessages } from "./en.pages";

export type Partly<T> = T extends (...given: never[]) => unknown ? T : T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Partly<T[K]> } : T;

export interface Translation {
  /** Whether a speaker has reviewed it. */
  reviewed: boolean;
  words: Partly<Messages>;
  pages: Partly<PageMessages>;
}

export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "insecta language";
const files: Readonly<Record<Exclude<Language, "en">, () => Promise<{ translation: Translation }>>> = {
  de: () => import("./de"),
  es: () => import("./es"),
};

/** What the reader chose in this browser, else English. */
export const language: Language = asked();

function asked(): Language {
  try {
    const given = localStorage.getItem(KEY) ?? "en";
    return Object.hasOwn(LANGUAGES, given) ? (given as Language) : "en";
  } catch {
    return "en";
  }
}

export function choose(next: Language): void {
  try {
    localStorage.setItem(KEY, next);
  } catch {
    return;
  }
  window.location.reload();
}

/** A translation's words; none for English, or where the file cannot be fetched. */
export async function drafts(wanted: Language): Promise<Translation | null> {
  if (wanted === "en") return null;
  return files[wanted]().then(({ translation }) => translation, () => null);
}

/** English with a translation laid over it, word by word; whatever it lacks stays English. */
export function merged<T extends object>(english: T, words?: object): T {
  if (!words) return english;
  const found = { ...english } as Record<string, unknown>;
  for (const [key, value] of Object.entries(words)) {
    const own = found[key];
    found[key] = isPlain(own) && isPlain(value) ? merged(own, value) : value;
  }
  return found as T;
}

const isPlain = (value: unknown): value is object => typeof value === "object" && value !== null && !Array.isArray(value);
