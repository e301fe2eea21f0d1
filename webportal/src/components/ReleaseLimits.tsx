import type { Release } from "../api/types";

/** What a release can do and cannot, above every answer of it; a banner where it only teaches. */
export function ReleaseLimits({ release }: { release: Release }) {
  const { banner, limitLine } = release;
  return (
    <>
      {banner && <p className="banner">{banner}</p>}
      {limitLine && !isSame(banner, limitLine) && <p className="hint">{limitLine}</p>}
    </>
  );
}

const isSame = (one: string, other: string): boolean => plain(one) === plain(other);

const plain = (text: string): string => text.toLowerCase().replace(/\.$/, "");
