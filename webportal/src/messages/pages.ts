import { pages, type PageMessages } from "./en.pages";
import { drafts, language, merged, plain } from "./language";

/** The language in use, for the pages that load later. */
export const p: PageMessages = merged(merged(pages, (await plain())?.plainPages), (await drafts(language))?.pages);
