/** A page has no scanner of its own; the code's text can be pasted. */
export const canScan = false;
