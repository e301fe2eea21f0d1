import { p } from "../messages/pages";

/** Shape and words, never colour alone: open ring, half, full disc, cross. */
export function TrustMark({ trust }: { trust: string | null }) {
  return (
    <span className="trust">
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <Shape trust={trust} />
      </svg>
      {trust ? (p.trust[trust] ?? trust) : p.trustNone}
    </span>
  );
}

function Shape({ trust }: { trust: string | null }) {
  if (trust === "Disputed") return <path className="trust-line" d="M2.500 2.500l7 7M9.500 2.500l-7 7" />;
  return (
    <>
      <circle className="trust-line" cx="6" cy="6" r="4.500" />
      {trust === "ReviewedByHuman" && <path className="trust-fill" d="M6 1.500a4.500 4.500 0 0 1 0 9z" />}
      {trust === "ValidatedByExpert" && <circle className="trust-fill" cx="6" cy="6" r="4.500" />}
    </>
  );
}
