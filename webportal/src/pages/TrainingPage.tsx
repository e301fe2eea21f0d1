import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useCallback, useState } from "react";
import { mayCurate, mayIdentify } from "../account/roles";
import { rankWord } from "../answer/wording";
import { collectionsQuery, meQuery } from "../api/queries";
import { trainingQuery } from "../api/training";
import type { Agreement, Collection, Training } from "../api/types";
import { type Column, DataTable } from "../components/DataTable";
import { MayNot } from "../components/MayNot";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { p } from "../messages/pages";
import { Lesson } from "../training/Lesson";
import { intervalOf, percent, tallyWords } from "../training/wording";
import "../styles/specimen.css";
import "../styles/review.css";
import "../styles/training.css";

const Curators = lazy(() => import("../training/Curators"));
const route = getRouteApi("/training");

/** Specimens of known name, named blind: what a new reviewer does first. */
export function TrainingPage() {
  useTitle(p.training.title);
  const { collection } = route.useSearch();
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  if (me.error) return <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data || collections.isPending) return <Loading />;
  const known = (collections.data?.items ?? []).filter(({ code }) => mayIdentify(me.data, code));
  const chosen = known.find(({ code }) => code === collection) ?? (collection ? undefined : known[0]);
  if (!chosen) return <MayNot title={p.training.title} words={p.training.mayNot} />;
  return (
    <div className="page training">
      <p className="eyebrow">
        <Link to="/review" search={{ collection: chosen.code }}>
          {p.review.title}
        </Link>
      </p>
      <h1>{p.training.title}</h1>
      <p className="lead">{p.training.lead}</p>
      <Choose known={known} chosen={chosen.code} />
      <Own key={chosen.code} code={chosen.code} curates={mayCurate(me.data, chosen.code)} />
    </div>
  );
}

function Choose({ known, chosen }: { known: readonly Collection[]; chosen: string }) {
  const navigate = useNavigate();
  if (known.length < 2) return <p className="eyebrow">{chosen}</p>;
  return (
    <label>
      {p.filing.collection}{" "}
      <select value={chosen} onChange={({ target }) => void navigate({ to: "/training", search: { collection: target.value } })}>
        {known.map(({ code }) => (
          <option key={code}>{code}</option>
        ))}
      </select>
    </label>
  );
}

function Own({ code, curates }: { code: string; curates: boolean }) {
  const { data, error, refetch } = useQuery(trainingQuery(code));
  const [ready, setReady] = useState(false);
  const onReady = useCallback(() => setReady(true), []);
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      {data.size === 0 ? (
        <p className="notice">{p.training.notYet(data.size, data.least)}</p>
      ) : (
        <Lesson code={code} onReady={onReady} onAnswered={() => void refetch()} />
      )}
      {(ready || data.size === 0) && (
        <>
          <Agreeing training={data} />
          {curates && (
            <Suspense fallback={<Loading />}>
              <Curators code={code} training={data} />
            </Suspense>
          )}
        </>
      )}
    </>
  );
}

function Agreeing({ training }: { training: Training }) {
  const { agreement, queue, ranks, free, share, cases, size, least, answered } = training;
  return (
    <section aria-labelledby="own">
      <h2 id="own">{p.training.own}</h2>
      <p className="hint">
        {p.training.ownHint} {p.training.answered(answered, size)}
      </p>
      {size > 0 && size < least && <p>{p.training.notYet(size, least)}</p>}
      <p>{p.training.rule(percent(share), cases)}</p>
      {free && <p>{p.training.free}</p>}
      {ranks && <p className="training-open">{ranks.length ? p.training.open(ranks.map(rankWord).join(", ")) : p.training.closed}</p>}
      {agreement.length ? (
        <DataTable label={p.report.tableOf(p.training.own)} columns={AGREEMENT} rows={agreement} keyOf={({ rank }) => rank} />
      ) : (
        <p className="hint">{p.training.none}</p>
      )}
      {queue && (
        <p>
          {p.training.queueHint(queue.right, queue.cases)} {p.training.interval}: {intervalOf(queue)}
        </p>
      )}
    </section>
  );
}

const AGREEMENT: readonly Column<Agreement>[] = [
  { head: p.training.atRank, cell: ({ rank }) => rankWord(rank) },
  { head: p.training.all, right: true, cell: ({ all }) => tallyWords(all) },
  { head: p.training.interval, right: true, cell: ({ all }) => intervalOf(all) },
  { head: p.training.latest, right: true, cell: ({ latest }) => p.training.of(latest.right, latest.cases) },
  { head: p.training.enough, cell: ({ enough }) => (enough ? p.training.yes : p.training.notYetShort) },
];
