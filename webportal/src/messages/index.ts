import { en, type Messages } from "./en";
import { drafts, language, merged, plain } from "./language";

/** The language in use: English, plain where that was asked for, with a translation's own words where there are any. */
export const t: Messages = merged(merged(en, (await plain())?.words), (await drafts(language))?.words);
