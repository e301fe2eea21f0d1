import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { mayCurate } from "../account/roles";
import { approve, diffCsv, diffQuery } from "../api/naming";
import { collectionsQuery, meQuery, releasesQuery } from "../api/queries";
import type { Approval, LostName, NameChange, NameDiff, Release } from "../api/types";
import { rankWord } from "../answer/wording";
import { announce } from "../components/Announcer";
import { type Column, DataTable } from "../components/DataTable";
import { Download } from "../components/Download";
import { MayNot } from "../components/MayNot";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import "../styles/runs.css";

const route = getRouteApi("/names");
/** In the order of how much they ask of a curator. */
const KINDS = ["different", "newly_abstained", "coarser", "finer", "newly_named"] as const;
const ALLOWED = ["finer", "newly_named", "coarser"] as const;
type Allowed = (typeof ALLOWED)[number];

/** What a new release would change in a collection's public names: nothing changes before a curator says so. */
export function NamesPage() {
  useTitle(p.names.title);
  const { collection } = route.useSearch();
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  if (me.error) return <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data || collections.isPending) return <Loading />;
  const known = collections.data?.items.filter(({ code }) => mayCurate(me.data, code)) ?? [];
  if (!known.length) return <MayNot title={p.names.title} words={p.names.mayNot} />;
  const chosen = known.find(({ code }) => code === collection) ?? known.find(({ proposed }) => proposed) ?? known[0];
  return (
    <div className="page runs">
      <p className="eyebrow">
        <Link to="/runs">{p.runs.all}</Link>
      </p>
      <h1>{p.names.title}</h1>
      <p className="lead">{p.names.lead}</p>
      <ul className="names-choice">
        {known.map(({ code, proposed }) => (
          <li key={code}>
            <Link to="/names" search={{ collection: code }} className="button" {...(code === chosen?.code && { "aria-current": "page" })}>
              {code} {proposed && <small>{p.names.waits}</small>}
            </Link>
          </li>
        ))}
      </ul>
      {chosen && (chosen.proposed ? <Diff key={chosen.code} code={chosen.code} /> : <p className="notice">{p.names.nothing(chosen.code)}</p>)}
    </div>
  );
}

function Diff({ code }: { code: string }) {
  const { data, error, refetch } = useQuery(diffQuery(code));
  const releases = useQuery(releasesQuery);
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <h2>{p.names.fromTo(nameOf(data.before, releases.data?.items), nameOf(data.after, releases.data?.items))}</h2>
      <Lost diff={data} />
      <Counts diff={data} />
      <Examples diff={data} />
      <p>
        <Download words={p.names.csv} failed={p.runs.csvFailed} fileName={`names-${code}.csv`} fetchIt={() => diffCsv(code)} />
      </p>
      <Approve diff={data} />
    </>
  );
}

function nameOf(digest: string, releases: readonly Release[] | undefined): string {
  const found = releases?.find((one) => one.digest === digest);
  return found ? `${found.name} ${found.version}` : digest.slice(0, 12);
}

/** First of all: names that nothing will be called any more. */
function Lost({ diff: { lost } }: { diff: NameDiff }) {
  if (!lost.length) return <p className="notice">{p.names.lostNone}</p>;
  return (
    <section aria-labelledby="lost">
      <h3 id="lost">{p.names.lost(lost.length)}</h3>
      <DataTable
        label={p.names.lost(lost.length)}
        columns={LOST}
        rows={lost}
        keyOf={({ scientificName, taxonRank }) => taxonRank + scientificName}
      />
    </section>
  );
}

const LOST: readonly Column<LostName>[] = [
  { head: p.specimen.name, cell: ({ scientificName }) => scientificName },
  { head: p.field.rank ?? "", cell: ({ taxonRank }) => rankWord(taxonRank) },
  { head: p.names.bear, right: true, cell: ({ specimens }) => t.number(specimens) },
  { head: p.names.instead, cell: ({ mergedInto }) => mergedInto ?? p.names.insteadNothing },
];

function Counts({ diff: { counts, unseen } }: { diff: NameDiff }) {
  const all = Object.values(counts).reduce((sum, n) => sum + n, 0);
  return (
    <section>
      <table className="states">
        <caption>{p.names.addUp(all)}</caption>
        <thead>
          <tr>
            <th scope="col">{p.names.change}</th>
            <th scope="col" className="right">
              {p.names.specimens}
            </th>
          </tr>
        </thead>
        <tbody>
          {[...KINDS, "same", "not_seen"].map((kind) => (
            <tr key={kind}>
              <th scope="row">
                {p.names.kinds[kind]} <span className="hint">{p.names.kindHints[kind]}</span>
              </th>
              <td className="right">{t.number(counts[kind] ?? 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {unseen > 0 && <p className="notice notice-problem">{p.names.unseen(unseen)}</p>}
    </section>
  );
}

function Examples({ diff: { examples, counts } }: { diff: NameDiff }) {
  const present = KINDS.filter((kind) => examples[kind]?.length);
  return (
    <>
      {present.map((kind) => (
        <details key={kind}>
          <summary>{p.names.examples(p.names.kinds[kind] ?? kind, examples[kind]?.length ?? 0, counts[kind] ?? 0)}</summary>
          <ChangeTable label={p.names.kinds[kind] ?? kind} changes={examples[kind] ?? []} />
        </details>
      ))}
    </>
  );
}

const CHANGED: readonly Column<NameChange>[] = [
  {
    head: p.find.columns.number,
    cell: ({ specimenId, catalogNumber }) => (
      <Link to="/specimens/$id" params={{ id: specimenId }}>
        {catalogNumber ?? p.search.noNumber}
      </Link>
    ),
  },
  { head: p.names.before, cell: ({ before }) => before ?? p.answer.none },
  {
    head: p.names.after,
    cell: ({ after, abstention }) =>
      after ?? [p.answer.none, abstention && p.abstention[abstention]?.short].filter(Boolean).join(": "),
  },
  {
    head: p.find.columns.confidence,
    right: true,
    cell: ({ confidence }) => (confidence === null ? "" : p.answer.percent(confidence)),
  },
];

const ChangeTable = ({ label, changes }: { label: string; changes: readonly NameChange[] }) => (
  <DataTable label={label} columns={CHANGED} rows={changes} keyOf={({ specimenId }) => specimenId} />
);

function Approve({ diff }: { diff: NameDiff }) {
  const [byRule, setByRule] = useState(true);
  const [kinds, setKinds] = useState<ReadonlySet<Allowed>>(new Set(["finer", "newly_named"]));
  const [least, setLeast] = useState("99");
  const queries = useQueryClient();
  const act = useMutation({
    mutationFn: (approval: Approval) => approve(diff.collection, approval),
    onSuccess: ({ approved }) => {
      announce(approved ? p.names.approved(diff.collection) : p.names.heldBack);
      if (approved) void queries.invalidateQueries();
    },
  });
  const number = Number(least);
  const fits = number >= 0 && number <= 100 && least.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    act.mutate({ release: diff.after, incomplete: diff.unseen > 0 && !byRule, ...(byRule && { kinds: ALLOWED.filter((kind) => kinds.has(kind)), least: number / 100 }) });
  };
  const toggle = (kind: Allowed) => {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    setKinds(next);
  };
  if (act.data?.approved) return <p className="notice">{p.names.approved(diff.collection)}</p>;
  return (
    <form className="names-approve" onSubmit={submit}>
      <fieldset>
        <legend>{p.names.approveHow}</legend>
        <label className="tick">
          <input type="radio" name="how" checked={byRule} onChange={() => setByRule(true)} />
          {p.names.byRule}
        </label>
        {byRule && (
          <div className="names-rule">
            {ALLOWED.map((kind) => (
              <label key={kind} className="tick">
                <input type="checkbox" checked={kinds.has(kind)} onChange={() => toggle(kind)} />
                {p.names.kinds[kind]}
              </label>
            ))}
            <label>
              {p.names.least}
              <input inputMode="decimal" value={least} onChange={({ target }) => setLeast(target.value)} aria-invalid={!fits} />
            </label>
          </div>
        )}
        <label className="tick">
          <input type="radio" name="how" checked={!byRule} onChange={() => setByRule(false)} />
          {p.names.all}
        </label>
      </fieldset>
      <p>
        <button type="submit" className="button button-main" disabled={act.isPending || !fits || (byRule && !kinds.size)}>
          {byRule ? p.names.approveRule : p.names.approveAll}
        </button>
      </p>
      {act.error && <ProblemNotice error={act.error} />}
      {act.data && !act.data.approved && (
        <section role="alert">
          <p className="notice-title">{p.names.heldBack}</p>
          {act.data.held.length > 0 && <ChangeTable label={p.names.heldBack} changes={act.data.held.slice(0, 50)} />}
        </section>
      )}
    </form>
  );
}
