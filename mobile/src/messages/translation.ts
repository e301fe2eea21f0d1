import type { Messages } from "./en";

export interface Translation {
  /** Whether a speaker has reviewed it: before that it is shown only to those who ask for it. */
  reviewed: boolean;
  words: Messages;
}
