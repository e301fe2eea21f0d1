import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { search } from "../api/client";
import type { Specimen } from "../api/types";
import { p } from "../messages/pages";

const PEOPLE = ["ValidatedByExpert", "ReviewedByHuman"] as const;
const RANKS = new Set(["order", "family", "subfamily", "tribe", "genus", "species"]);

/**
 * Whether the name is known from the specimen's country: by verified specimens of this house, and by nothing
 * else. Apart from the score, and never "no": the house has no checklist (users: 26).
 */
export function Recorded({ specimen }: { specimen: Specimen }) {
  const { scientificName: name, taxonRank: rank, record, trust } = specimen;
  const country = typeof record.country === "string" ? record.country : "";
  const q = `${rank}:"${name}" country:"${country}"`;
  const ask = Boolean(name && rank && RANKS.has(rank) && country && !/"/.test(q.replaceAll(/[a-z]+:"[^"]*"/g, "")));
  const { data } = useQuery({
    queryKey: ["recorded", q],
    queryFn: async ({ signal }) => {
      const found = await Promise.all(PEOPLE.map((one) => search({ q: `${q} trust:${one}`, facets: [], sort: "relevance", limit: 0, cursor: null }, signal)));
      return found.reduce((sum, { total }) => sum + total, 0);
    },
    enabled: ask,
    staleTime: 60_000,
  });
  if (!ask || data === undefined) return null;
  const others = data - (PEOPLE.some((one) => one === trust) ? 1 : 0);
  return (
    <p className="recorded">
      {p.evidence.recorded(country)}:{" "}
      {others > 0 ? (
        <>
          <strong>{p.evidence.recordedYes}</strong>{" "}
          <Link to="/search" search={{ q }}>
            {p.evidence.recordedSource(others)}
          </Link>
        </>
      ) : (
        <>
          <strong>{p.evidence.recordedUnknown}</strong> ({p.evidence.recordedNone})
        </>
      )}
      . <span className="hint">{p.evidence.recordedApart}</span>
    </p>
  );
}
