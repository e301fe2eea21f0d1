import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { collectionsQuery, runsQuery } from "../api/queries";
import type { Collection, Listed, Run } from "../api/types";
import { Loading, ProblemNotice } from "../components/Problems";
import { RunBar } from "../components/RunBar";
import { useTitle } from "../components/useTitle";
import { p } from "../messages/pages";
import { duration, isRunning, settledOf, totalOf } from "../run/counts";
import { CountList, stateWord, when } from "../run/Parts";
import "../styles/runs.css";

export function RunsPage() {
  useTitle(p.runs.title);
  const collections = useQuery(collectionsQuery);
  const runs = useQuery(runsQuery);
  if (collections.isPending || runs.isPending) return <Loading />;
  return (
    <div className="page runs">
      <h1>{p.runs.heading}</h1>
      <p className="runs-acts">
        <Link to="/ingest" className="button button-main">
          {p.runs.ingest}
        </Link>{" "}
        <Link to="/stations" className="button">
          {p.station.link}
        </Link>{" "}
        <Link to="/names" className="button">
          {p.names.link}
        </Link>{" "}
        <Link to="/report" className="button">
          {p.report.link}
        </Link>
      </p>
      <Collections asked={collections} />
      <Runs asked={runs} />
    </div>
  );
}

function Collections({ asked }: { asked: UseQueryResult<Listed<Collection>> }) {
  const { data, error, refetch } = asked;
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <section aria-labelledby="collections">
      <h2 id="collections">{p.runs.collections}</h2>
      {data.items.length === 0 && <p className="notice">{p.runs.noCollections}</p>}
      <ul className="collections">
        {data.items.map(({ code, title, public: isPublic, proposed }) => (
          <li key={code}>
            <p className="collection-title">{title || code}</p>
            <p className="hint">
              {code} · {isPublic ? p.runs.publicYes : p.runs.publicNo}
            </p>
            <Link to="/search" search={{ f: [`collection:${code}`] }}>
              {p.runs.browse(code)}
            </Link>
            {proposed && (
              <p>
                <Link to="/names" search={{ collection: code }}>
                  {p.names.linkWaits}
                </Link>
              </p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Runs({ asked }: { asked: UseQueryResult<Listed<Run>> }) {
  const { data, error, refetch } = asked;
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <section aria-labelledby="runs">
      <h2 id="runs">{p.runs.list}</h2>
      {data.items.length === 0 && (
        <div className="notice">
          <p className="notice-title">{p.runs.none}</p>
          <p>{p.runs.noneHint}</p>
        </div>
      )}
      <ul className="run-list">
        {data.items.map((run) => (
          <li key={run.id}>
            <RunCard run={run} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function RunCard({ run }: { run: Run }) {
  return (
    <article className="run-card" aria-label={`${run.collection}, ${when(run.started)}`}>
      <div className="run-card-head">
        <h3>
          <Link to="/runs/$id" params={{ id: run.id }}>
            {run.collection}
          </Link>
        </h3>
        <p className="run-state">{stateWord(run)}</p>
      </div>
      <p className="hint break">
        {run.source} · {p.runs.started(when(run.started))}
        {run.finished && ` · ${p.runs.took(duration(run.started, run.finished))}`}
      </p>
      <RunBar run={run} />
      <CountList run={run} />
      {isRunning(run) && <p className="hint">{p.progress.ofPictures(settledOf(run), totalOf(run))}</p>}
    </article>
  );
}
