import { pages, type PageMessages } from "./en.pages";
import { drafts, language, merged } from "./language";

/** The language in use, for the pages that load later. */
export const p: PageMessages = merged(pages, (await drafts(language))?.pages);
