/**
 * What screens say. English is complete and reviewed. A translation that no speaker has reviewed is a
 * draft: it is never chosen by itself, only by a reader who asks for it, and the settings then say what
 * it is. Names of ranks, reasons and trust come from the portal, so both say the same.
 */
import { translation as portalDe } from "../../../webportal/src/messages/de";
import { pages as shared } from "../../../webportal/src/messages/en.pages";
import { translation as portalEs } from "../../../webportal/src/messages/es";
import { merged } from "../../../webportal/src/messages/merged";
import { translation as de } from "./de";
import { en, type Messages } from "./en";
import { translation as es } from "./es";

export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;
export type Language = keyof typeof LANGUAGES;
/** What a reader wishes: a language, or that of the phone. */
export type Wish = "system" | Language;

const DRAFTS = { de: { own: de, portal: portalDe }, es: { own: es, portal: portalEs } } as const;

/** The words in use; `speak` changes them, and the screens are then drawn anew. */
export let t: Messages = en;
export let words: typeof shared = shared;

let spoken: Language = "en";
export const speaks = (): Language => spoken;

export function speak(language: Language): void {
  if (language === spoken) return;
  spoken = language;
  const draft = language === "en" ? null : DRAFTS[language];
  t = merged(en, draft?.own.words);
  words = merged(shared, draft?.portal.pages);
}

/** Whether a language is one that no speaker has reviewed. */
export const isDraft = (language: Language): boolean => language !== "en" && !DRAFTS[language].own.reviewed;

const isLanguage = (given: string): given is Language => Object.hasOwn(LANGUAGES, given);

/** The language that a wish comes to on a phone that is set to `phone`, such as "de". */
export function languageFor(wish: Wish, phone: string): Language {
  if (wish !== "system") return wish;
  return isLanguage(phone) && !isDraft(phone) ? phone : "en";
}

/** A draft in the phone's own language, in its own words, for readers who see English instead. */
export function draftFor(wish: Wish, phone: string): { language: Language; offer: string } | null {
  if (wish !== "system" || !isLanguage(phone) || phone === "en" || !isDraft(phone)) return null;
  return { language: phone, offer: DRAFTS[phone].own.words.settings.draftOffer };
}
