import { pages, type PageMessages } from "./en.pages";

/** The language in use, for the pages that load later. */
export const p: PageMessages = pages;
