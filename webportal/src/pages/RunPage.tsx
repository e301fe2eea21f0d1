import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { mayContribute, mayCurate } from "../account/roles";
import { retryRun } from "../api/acting";
import { failuresCsv } from "../api/client";
import { collectionsQuery, failuresQuery, meQuery, runQuery } from "../api/queries";
import type { Run } from "../api/types";
import { announce } from "../components/Announcer";
import { Download } from "../components/Download";
import { Loading, ProblemNotice } from "../components/Problems";
import { RunBar } from "../components/RunBar";
import { StateMark } from "../components/StatePatterns";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { reasonWords } from "../run/reason";
import { countOf, duration, isRunning, settledOf, STATES, totalOf } from "../run/counts";
import { stateWord, when } from "../run/Parts";
import { Pilot } from "../run/Pilot";
import "../styles/runs.css";

const route = getRouteApi("/runs/$id");

export function RunPage() {
  const { id } = route.useParams();
  const { data, error, refetch } = useQuery(runQuery(id));
  // What stands above the numbers comes with them: later it would push them down.
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  useTitle(data ? data.collection : p.runs.title);
  useFinishedAnnouncement(data);
  if (error && !data) {
    return (
      <div className="page narrow">
        <ProblemNotice error={error} onRetry={() => void refetch()} />
      </div>
    );
  }
  if (!data || me.isPending || collections.isPending) return <Loading />;
  return (
    <div className="page runs">
      <p className="eyebrow">
        <Link to="/runs">{p.runs.all}</Link>
      </p>
      <h1>{data.collection}</h1>
      <p className="break">
        {data.source} · {p.runs.started(when(data.started))}
        {data.finished && ` · ${p.runs.took(duration(data.started, data.finished))}`}
        {data.link && (
          <>
            {" · "}
            <a href={data.link} rel="noreferrer">
              {p.runs.startedElsewhere}
            </a>
          </>
        )}
      </p>
      <p className="run-state">
        {stateWord(data)} · {p.progress.ofPictures(settledOf(data), totalOf(data))}
      </p>
      <RunBar run={data} />
      <Pace run={data} />
      <GoOn run={data} />
      <NamesWait collection={data.collection} />
      {data.kind === "pilot" && <Pilot run={data} />}
      <States run={data} />
      <Outcomes run={data} />
      <Failures id={id} />
    </div>
  );
}

function useFinishedAnnouncement(run: Run | undefined): void {
  const wasRunning = useRef(false);
  useEffect(() => {
    if (!run) return;
    if (wasRunning.current && !isRunning(run)) announce(p.runs.finishedAnnounced(run.collection));
    wasRunning.current = isRunning(run);
  }, [run]);
}

/** Pictures a minute since the page was opened, and how long the rest takes at that pace. */
function Pace({ run }: { run: Run }) {
  const first = useRef<{ at: number; done: number } | null>(null);
  const done = settledOf(run);
  first.current ??= { at: Date.now(), done };
  const minutes = (Date.now() - first.current.at) / 60_000;
  const rate = (done - first.current.done) / minutes;
  if (!isRunning(run) || minutes < 0.05 || !(rate > 0)) return null;
  const until = new Date(Date.now() + ((totalOf(run) - done) / rate) * 60_000).toISOString();
  return <p className="hint">{p.runs.rate(Math.round(rate), duration(new Date().toISOString(), until))}</p>;
}

/** What stopped a run, and the way to go on; failed pictures are tried again. */
function GoOn({ run }: { run: Run }) {
  const queries = useQueryClient();
  const me = useQuery(meQuery);
  const again = useMutation({
    mutationFn: () => retryRun(run.id),
    onSuccess: async () => {
      announce(p.runs.retried);
      await queries.invalidateQueries({ queryKey: ["runs"] });
    },
  });
  const stopped = typeof run.report.stopped === "string" ? run.report.stopped : "";
  const useful = stopped || countOf(run, "failed") > 0;
  if (!useful || !me.data || !mayContribute(me.data, run.collection)) return null;
  return (
    <div className="notice">
      {stopped && <p>{p.runs.stoppedBy(stopped)}</p>}
      <button type="button" className="button" disabled={again.isPending} onClick={() => again.mutate()}>
        {p.runs.retry}
      </button>
      {again.error && <ProblemNotice error={again.error} />}
    </div>
  );
}

/** Where another release has looked at the collection: its names show only once a curator says so. */
function NamesWait({ collection }: { collection: string }) {
  const { data } = useQuery(collectionsQuery);
  const me = useQuery(meQuery);
  const waits = data?.items.some(({ code, proposed }) => code === collection && proposed);
  if (!waits || !me.data || !mayCurate(me.data, collection)) return null;
  return (
    <p className="notice">
      <Link to="/names" search={{ collection }}>
        {p.names.linkWaits}
      </Link>
    </p>
  );
}

function States({ run }: { run: Run }) {
  const total = totalOf(run);
  return (
    <section>
      <table className="states">
        <caption>{p.runs.addUp}</caption>
        <thead>
          <tr>
            <th scope="col">{p.runs.state}</th>
            <th scope="col" className="right">
              {p.runs.number}
            </th>
            <th scope="col" className="right">
              {p.runs.share}
            </th>
          </tr>
        </thead>
        <tbody>
          {STATES.map((state) => (
            <tr key={state}>
              <th scope="row">
                <StateMark state={state} />{" "}
                {p.runs.states[state]} <span className="hint">{p.runs.stateHints[state]}</span>
              </th>
              <td className="right">{t.number(countOf(run, state))}</td>
              <td className="right">{total ? `${Math.round((countOf(run, state) / total) * 1000) / 10} %` : ""}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{p.runs.total}</th>
            <td className="right">{t.number(total)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

function Outcomes({ run }: { run: Run }) {
  const known = Object.entries(p.runs.outcome).filter(([key]) => run.outcomes[key] !== undefined);
  if (!known.length) return null;
  return (
    <section aria-labelledby="outcomes">
      <h2 id="outcomes">{p.runs.outcomes}</h2>
      <dl className="outcomes">
        {known.map(([key, words]) => (
          <div key={key}>
            <dt>{words}</dt>
            <dd>{t.number(run.outcomes[key] ?? 0)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Failures({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(failuresQuery(id));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const total = data.total ?? data.items.length;
  return (
    <section aria-labelledby="failures">
      <div className="section-head">
        <h2 id="failures">{p.runs.failures}</h2>
        {data.items.length > 0 && <Download words={p.runs.csv} failed={p.runs.csvFailed} fileName={`failures-${id}.csv`} fetchIt={() => failuresCsv(id)} />}
      </div>
      {data.items.length === 0 ? (
        <p>{p.runs.failuresNone}</p>
      ) : (
        <div className="table-wrap" tabIndex={0} role="region" aria-label={p.runs.failuresTable}>
          <table className="failures">
            <thead>
              <tr>
                <th scope="col" className="right">
                  {p.runs.no}
                </th>
                <th scope="col">{p.runs.fileName}</th>
                <th scope="col">{p.runs.state}</th>
                <th scope="col">{p.runs.reason}</th>
              </tr>
            </thead>
            <tbody>
              {data.items.map(({ itemNo, userName, state, reason }) => (
                <tr key={itemNo}>
                  <td className="right">{t.number(itemNo)}</td>
                  <th scope="row" className="break">
                    {userName}
                  </th>
                  <td>{p.runs.states[state] ?? state}</td>
                  <td>{reasonWords(reason)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {total > data.items.length && <p className="hint">{p.runs.failuresSome(data.items.length, total)}</p>}
    </section>
  );
}
