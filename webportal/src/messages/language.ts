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
