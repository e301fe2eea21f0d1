import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { rankWord } from "../answer/wording";
import { fillSet, reviewersQuery, setRule, takeOut, trainingSetQuery } from "../api/training";
import type { KnownSpecimen, Reviewer, Training } from "../api/types";
import { announce } from "../components/Announcer";
import { type Column, DataTable } from "../components/DataTable";
import { Loading, ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { intervalOf, tallyWords } from "./wording";

const RANKS = ["order", "family", "subfamily", "tribe", "genus", "species"] as const;

/** The set with its names, the rule, and how each reviewer agrees: not for who trains. */
export default function Curators({ code, training }: { code: string; training: Training }) {
  return (
    <section aria-labelledby="curators" className="training-curators">
      <h2 id="curators">{p.training.curators}</h2>
      <Fill code={code} />
      <Set code={code} size={training.size} />
      <Rule code={code} training={training} />
      <Reviewers code={code} />
    </section>
  );
}

function Fill({ code }: { code: string }) {
  const [query, setQuery] = useState("");
  const [most, setMost] = useState("40");
  const queries = useQueryClient();
  const fill = useMutation({
    mutationFn: () => fillSet(code, query, Number(most) || 40),
    onSuccess: ({ added, size }) => {
      announce(p.training.added(added, size));
      void queries.invalidateQueries({ queryKey: ["training", code] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    fill.mutate();
  };
  return (
    <form className="training-form" onSubmit={submit}>
      <h3>{p.training.fill}</h3>
      <p className="hint">{p.training.fillHint}</p>
      <label>
        {p.training.query} <input type="search" value={query} onChange={({ target }) => setQuery(target.value)} />
      </label>
      <label>
        {p.training.most} <input type="number" min={1} max={200} value={most} onChange={({ target }) => setMost(target.value)} />
      </label>
      <button type="submit" className="button" disabled={fill.isPending}>
        {p.training.add}
      </button>
      {fill.data && (
        <p role="status">
          {p.training.added(fill.data.added, fill.data.size)}{" "}
          {Object.entries(fill.data.refused)
            .map(([why, n]) => `${p.training.refused[why] ?? why}: ${t.number(n ?? 0)}`)
            .join("; ")}
        </p>
      )}
      {fill.error && <ProblemNotice error={fill.error} />}
    </form>
  );
}

function Set({ code, size }: { code: string; size: number }) {
  const { data, error, refetch } = useQuery(trainingSetQuery(code));
  const out = useMutation({ mutationFn: (id: string) => takeOut(code, id), onSuccess: () => refetch() });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  const columns: Column<KnownSpecimen>[] = [
    {
      head: p.find.columns.number,
      cell: ({ specimenId, catalogNumber }) => (
        <Link to="/specimens/$id" params={{ id: specimenId }}>
          {catalogNumber ?? p.search.noNumber}
        </Link>
      ),
    },
    { head: p.specimen.name, cell: ({ scientificName }) => scientificName ?? p.training.gone },
    { head: p.training.atRank, cell: ({ taxonRank }) => rankWord(taxonRank) },
    { head: p.specimen.by, cell: ({ identifiedBy, basis }) => identifiedBy ?? (basis ? (p.evidence.bases[basis] ?? basis) : "") },
    {
      head: p.training.out,
      cell: ({ specimenId, catalogNumber }) => (
        <button type="button" className="button button-quiet" disabled={out.isPending} onClick={() => out.mutate(specimenId)}>
          {p.training.out} <span className="unseen">{catalogNumber}</span>
        </button>
      ),
    },
  ];
  return (
    <details>
      <summary>{p.training.set(data?.items.length ?? size)}</summary>
      <DataTable label={p.report.tableOf(p.training.set(size))} columns={columns} rows={data?.items ?? []} keyOf={({ specimenId }) => specimenId} />
      {out.error && <ProblemNotice error={out.error} />}
    </details>
  );
}

function Rule({ code, training }: { code: string; training: Training }) {
  const [share, setShare] = useState(String(Math.round(training.share * 100)));
  const [cases, setCases] = useState(String(training.cases));
  const [two, setTwo] = useState<readonly string[]>(training.two);
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => setRule(code, Number(share) / 100, Number(cases), two),
    onSuccess: () => {
      announce(p.training.saved);
      void queries.invalidateQueries({ queryKey: ["training", code] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const toggle = (rank: string) => setTwo(two.includes(rank) ? two.filter((one) => one !== rank) : [...two, rank]);
  return (
    <form className="training-form" onSubmit={submit}>
      <h3>{p.training.ruleTitle}</h3>
      <label>
        {p.training.share} <input type="number" min={50} max={100} value={share} onChange={({ target }) => setShare(target.value)} />
      </label>
      <label>
        {p.training.cases} <input type="number" min={5} max={200} value={cases} onChange={({ target }) => setCases(target.value)} />
      </label>
      <fieldset>
        <legend>{p.training.two}</legend>
        {RANKS.map((rank) => (
          <label key={rank} className="tick">
            <input type="checkbox" checked={two.includes(rank)} onChange={() => toggle(rank)} />
            {rankWord(rank)}
          </label>
        ))}
        <p className="hint">{p.training.twoHint}</p>
      </fieldset>
      <button type="submit" className="button" disabled={save.isPending}>
        {p.training.save}
      </button>
      {save.error && <ProblemNotice error={save.error} />}
    </form>
  );
}

function Reviewers({ code }: { code: string }) {
  const { data, error, refetch } = useQuery(reviewersQuery(code));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <section aria-labelledby="reviewers">
      <h3 id="reviewers">{p.training.reviewers}</h3>
      <DataTable label={p.report.tableOf(p.training.reviewers)} columns={REVIEWERS} rows={data.items} keyOf={({ name }) => name} />
    </section>
  );
}

const REVIEWERS: readonly Column<Reviewer>[] = [
  { head: p.training.reviewer, cell: ({ name, role }) => `${name} (${p.account.roles[role] ?? role})` },
  {
    head: p.training.inTraining,
    cell: ({ agreement }) => {
      const finest = agreement.at(-1);
      return finest ? `${rankWord(finest.rank)}: ${tallyWords(finest.all)}, ${intervalOf(finest.all)}` : p.training.none;
    },
  },
  { head: p.training.inQueue, cell: ({ queue }) => (queue ? `${tallyWords(queue)}, ${intervalOf(queue)}` : "") },
  { head: p.training.finest, cell: ({ ranks }) => (ranks === null ? p.training.everywhere : rankWord(ranks.at(-1) ?? null) || p.training.nowhere) },
];
