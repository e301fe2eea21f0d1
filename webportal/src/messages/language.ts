/**
 * Which language is shown. English is complete. A translation that no speaker has reviewed is a draft:
 * it is never chosen by itself, only by a reader who asks for it, and the page then says what it is.
 */

import type { Messages } from "./en";
import type { PageMessages } from "./en.pages";
import type { Partly } from "./merged";

export { merged, type Partly } from "./merged";

export interface Translation {
  /** Whether a speaker has reviewed it. */
  reviewed: boolean;
  words: Partly<Messages>;
  pages: Partly<PageMessages>;
}

export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = "insecta language";
const PLAIN = "insecta plain";
const files: Readonly<Record<Exclude<Language, "en">, () => Promise<{ translation: Translation }>>> = {
  de: () => import("./de"),
  es: () => import("./es"),
};

/** What the reader chose in this browser, else English. */
export const language: Language = asked();

/** Whether the reader asked for plain language. */
export const isPlain: boolean = kept(PLAIN) === "1";

function kept(key: string): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function asked(): Language {
  const given = kept(KEY);
  return Object.hasOwn(LANGUAGES, given) ? (given as Language) : "en";
}

export const choose = (next: Language): void => keep(KEY, next);
export const choosePlain = (on: boolean): void => keep(PLAIN, on ? "1" : "0");

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    return;
  }
  window.location.reload();
}

/** English in plain language, where it was asked for and its file can be fetched. */
export const plain = async () => (isPlain ? import("./en.plain").catch(() => null) : null);

/** A translation's words; none for English, or where the file cannot be fetched. */
export async function drafts(wanted: Language): Promise<Translation | null> {
  if (wanted === "en") return null;
  return files[wanted]().then(({ translation }) => translation, () => null);
}
