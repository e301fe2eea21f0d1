import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { releasePackUrl } from "../api/client";
import { meQuery, releasesQuery } from "../api/queries";
import { promote, rollBack } from "../api/releases";
import type { Release } from "../api/types";
import { announce } from "../components/Announcer";
import { onlyOnce } from "../components/onlyOnce";
import { Loading, ProblemNotice } from "../components/Problems";
import { ReleaseLimits } from "../components/ReleaseLimits";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { when } from "../run/Parts";
import "../styles/runs.css";
import "../styles/specimen.css";
import "../styles/models.css";

const Figures = lazy(() => import("../models/Figures"));

/** The networks that answer: what each can do and cannot, and its files. */
export function ModelsPage() {
  useTitle(p.models.title);
  const { data, error, refetch } = useQuery(releasesQuery);
  const me = useQuery(meQuery);
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <div className="page runs">
      <h1>{p.models.title}</h1>
      <p className="lead">{p.models.lead}</p>
      <ul className="run-list">
        {[...data.items].reverse().map((release) => (
          <li key={release.digest} id={release.digest}>
            <Card release={release} administrator={me.data?.administrator ?? false} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function Card({ release, administrator }: { release: Release; administrator: boolean }) {
  const { name, version, state, digest, created, licence, taxa, side } = release;
  return (
    <article className="run-card" aria-label={`${name} ${version}`}>
      <div className="run-card-head">
        <h2>{`${name} ${version}`}</h2>
        <p className="run-state">{p.models.states[state] ?? state}</p>
      </div>
      <ReleaseLimits release={release} />
      <dl className="facts">
        <Fact term={p.models.taxa}>{t.number(taxa)}</Fact>
        <Fact term={p.models.side}>{p.specimen.pixels(side, side)}</Fact>
        <Fact term={p.models.since}>{when(created)}</Fact>
        <Fact term={p.models.licence}>{licence}</Fact>
        <Fact term={p.models.digest}>
          <code className="break">{digest}</code>
        </Fact>
      </dl>
      <p>
        <a href={releasePackUrl(digest)} className="button" download>
          {p.models.pack} <span className="unseen">{`${name} ${version}`}</span>
        </a>
      </p>
      <p className="hint">{p.models.packHint}</p>
      <Opened words={p.models.figures}>
        <Suspense fallback={<Loading />}>
          <Figures digest={digest} />
        </Suspense>
      </Opened>
      {administrator && <Answering release={release} />}
    </article>
  );
}

const Fact = ({ term, children }: { term: string; children: React.ReactNode }) => (
  <div>
    <dt>{term}</dt>
    <dd>{children}</dd>
  </div>
);

/** Asks for what is in it when it is opened. */
function Opened({ words, children }: { words: string; children: React.ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{words}</summary>
      {open && children}
    </details>
  );
}

/** Promote and roll back, for administrators of the house: through the gate, or with a reason that is kept. */
function Answering({ release: { digest, name, version, state } }: { release: Release }) {
  const [reason, setReason] = useState("");
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: () => (state === "champion" ? rollBack() : promote(digest, reason)),
    onSuccess: async () => {
      announce(p.models.promoted);
      await queries.invalidateQueries();
    },
  });
  return (
    <details>
      <summary>{state === "champion" ? p.models.rollBack : p.models.promote}</summary>
      <p>{state === "champion" ? p.models.rollBackHint : p.models.promoteHint}</p>
      {state !== "champion" && (
        <label className="models-reason">
          {p.models.override}
          <input value={reason} onChange={({ target }) => setReason(target.value)} maxLength={1000} />
        </label>
      )}
      <p>
        <button type="button" className="button" disabled={act.isPending} onClick={onlyOnce(act.mutate)}>
          {state === "champion" ? p.models.rollBackDo : p.models.promoteDo(`${name} ${version}`)}
        </button>
      </p>
      {act.error && <ProblemNotice error={act.error} />}
      {act.data && <p role="status">{p.models.promoted}</p>}
    </details>
  );
}
