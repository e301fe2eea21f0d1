/** Search terms: one function at write and at query, as `insecta/domain/text.py`. */

const PIECE = /[\p{L}\p{N}]+/gu;
/** What Python calls neither blank nor control. */
const CODE = /[^\u0000- \u007f\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/gu;
const AROUND = /^["'()[\]{}.,;:!?*]+|["'()[\]{}.,;:!?*]+$/g;
const SURROGATE = /\p{Surrogate}/gu;
const MAX_TERM = 120;

/** Case folding where it is more than small letters (Unicode: CaseFolding). */
const FOLDED: Readonly<Record<string, string>> = {
  "\u00df": "ss", "\u1e9e": "ss", "\u03c2": "\u03c3",
  "\u1c80": "\u0432", "\u1c81": "\u0434", "\u1c82": "\u043e", "\u1c83": "\u0441", "\u1c84": "\u0442",
  "\u1c85": "\u0442", "\u1c86": "\u044a", "\u1c87": "\u0463", "\u1c88": "\ua64b",
};
const CHEROKEE = /[\u13a0-\u13fd\uab70-\uabbf]/u;

/** NFKD, marks stripped, case folded: how two spellings are compared. */
export function fold(text: string): string {
  let folded = "";
  for (const letter of text.normalize("NFKD")) {
    if (!isMark(letter)) folded += FOLDED[letter] ?? (CHEROKEE.test(letter) ? letter.toUpperCase() : letter.toLowerCase());
  }
  return folded.replace(SURROGATE, "");
}

/** A character with a combining class: normalising moves it before one of the highest class. */
function isMark(letter: string): boolean {
  if (letter < "\u0300") return false;
  return letter === "\u0345" || !`\u0345${letter}`.normalize("NFD").startsWith("\u0345");
}

/** Terms of a text in order: letter-and-digit pieces; a code with separators is kept too. */
export function terms(text: string): string[] {
  const found: string[] = [];
  for (const [chunk] of fold(text).matchAll(CODE)) {
    const pieces: string[] = chunk.match(PIECE) ?? [];
    const code = chunk.replace(AROUND, "");
    if (pieces.length > 1 && !pieces.includes(code)) found.push(cut(code));
    found.push(...pieces.map(cut));
  }
  return found;
}

/** Longer terms are cut, counted in characters as Python counts them. */
const cut = (term: string): string =>
  term.length <= MAX_TERM ? term : Array.from(term).slice(0, MAX_TERM).join("");
