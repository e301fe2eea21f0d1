import { en, type Messages } from "./en";

/** The language in use. One is complete today; another is one more file of the same shape. */
export const t: Messages = en;
