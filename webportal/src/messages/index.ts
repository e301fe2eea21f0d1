import { en, type Messages } from "./en";
import { drafts, language, merged } from "./language";

/** The language in use: English, with a translation's own words where there are any. */
export const t: Messages = merged(en, (await drafts(language))?.words);
