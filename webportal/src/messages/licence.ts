/** A licence address as people say it: "CC BY-NC 4.0". Anything else stays as it was given. */

const CREATIVE_COMMONS = /^https?:\/\/creativecommons\.org\/(licenses|publicdomain)\/([a-z-]+)\/(\d\.\d)/;

export interface Licence {
  words: string;
  /** Only an address of the web may become a link. */
  address: string | null;
}

export function licenceOf(given: string): Licence {
  const found = CREATIVE_COMMONS.exec(given);
  const address = /^https?:\/\//.test(given) ? given : null;
  if (!found) return { words: given, address };
  const [, , kind = "", version = ""] = found;
  const name = { zero: "CC0", mark: "Public domain mark" }[kind] ?? `CC ${kind.toUpperCase()}`;
  return { words: `${name} ${version}`, address };
}
