import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { evidenceQuery } from "../api/evidence";
import type { Evidence as Told, Witness } from "../api/types";
import { p } from "../messages/pages";
import { promiseWords } from "../answer/promised";
import "../styles/evidence.css";
import { ProblemNotice } from "./Problems";
import { Taxon } from "./Taxon";

/** What speaks for an answer, with what speaks against it beside it; fetched when it is shown. */
export default function Evidence({ specimenId }: { specimenId: string }) {
  const { data: fetched, error, refetch } = useQuery(evidenceQuery(specimenId));
  const data = useDeferredValue(fetched);
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <p className="hint">{p.evidence.loading}</p>;
  return (
    <div className="evidence">
      <Checked told={data} />
      <h3>{p.evidence.nearest}</h3>
      {data.nearest.length > 0 ? <Row witnesses={data.nearest} /> : <p className="hint">{p.evidence.noNearest}</p>}
      {data.nearest.length > 0 && data.nearest.every(({ thumbnail }) => !thumbnail) && <p className="hint">{p.evidence.noneShown}</p>}
      {data.nearest.length > 0 && (
        <>
          <h3>{p.evidence.other}</h3>
          {data.anotherName ? <Row witnesses={[data.anotherName]} /> : <p className="hint">{p.evidence.noOther}</p>}
          <p className="hint">{p.evidence.noProof}</p>
        </>
      )}
      {data.withheld > 0 && <p className="hint">{p.evidence.withheld(data.withheld)}</p>}
    </div>
  );
}

/** Words before the number: where it was checked, how often it was right, what it was learned from. */
function Checked({ told }: { told: Told }) {
  const { promise, known, listed } = told;
  const given = told.alternatives.find(({ taxonId }) => taxonId === told.taxonId);
  return (
    <ul className="evidence-facts">
      {promise && <li>{promiseWords(promise)}</li>}
      {promise?.together && <li>{p.evidence.together}</li>}
      {given && given.training > 0 && <li>{trainingWords(given, told.trainingHidden)}</li>}
      {known !== null && listed !== null && <li>{p.evidence.coverage(known, listed)}</li>}
    </ul>
  );
}

/** From how many it was learned; their pictures are not shown where the release's licence does not let everybody see them. */
function trainingWords({ training, testing }: Told["alternatives"][number], hidden: boolean): string {
  const learned = p.evidence.training(training, testing);
  return hidden ? `${learned} ${p.evidence.trainingHidden}` : learned;
}

const Row = ({ witnesses }: { witnesses: readonly Witness[] }) => (
  <ul className="witnesses">
    {witnesses.map((one) => (
      <li key={one.specimenId}>
        <Link to="/specimens/$id" params={{ id: one.specimenId }}>
          {one.thumbnail ? (
            <img src={one.thumbnail} alt="" loading="lazy" decoding="async" width="160" height="120" />
          ) : (
            <span className="witness-hidden">{p.evidence.hidden}</span>
          )}
          <span>
            <Taxon name={one.scientificName} rank={one.taxonRank} />
          </span>
        </Link>
        <small>
          {[
            one.catalogNumber,
            p.evidence.alike(one.similarity),
            one.view && (p.view[one.view] ?? one.view),
            one.identifiedBy ? p.evidence.by(one.identifiedBy) : (p.evidence.bases[one.basis] ?? one.basis),
            one.thumbnail && one.creator,
          ]
            .filter(Boolean)
            .join(" · ")}
        </small>
      </li>
    ))}
  </ul>
);
