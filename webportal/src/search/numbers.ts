/** Catalogue numbers out of what somebody pasted, scanned or read from a file. */

export const MOST_NUMBERS = 10_000;

/** One a line, or separated by commas, semicolons or tabs; quotes of spreadsheets are dropped. */
export const numbersIn = (text: string): string[] =>
  text
    .split(/[\n\r,;\t]+/)
    .map((one) => one.trim().replace(/^"|"$/g, "").trim())
    .filter(Boolean);
