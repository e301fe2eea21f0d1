import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { mayCurate } from "../account/roles";
import { approve, diffCsv, diffQuery, shownQuery } from "../api/naming";
import { collectionsQuery, meQuery, releasesQuery } from "../api/queries";
import type { Approval, NameDiff, Release } from "../api/types";
import { announce } from "../components/Announcer";
import { Download } from "../components/Download";
import { MayNot } from "../components/MayNot";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { t } from "../messages";
import { p } from "../messages/pages";
import { ApprovePart } from "../names/ApprovePart";
import { KINDS, shareOf } from "../names/part";
import { Standing } from "../names/Standing";
import { ChangeTable, Lost } from "../names/Tables";
import "../styles/runs.css";

const route = getRouteApi("/names");
const ALLOWED = ["finer", "newly_named", "coarser"] as const;
type Allowed = (typeof ALLOWED)[number];

/** What a new release would change in a collection's public names: nothing changes before a curator says so. */
export function NamesPage() {
  useTitle(p.names.title);
  const { collection } = route.useSearch();
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  const releases = useQuery(releasesQuery);
  const nameOf = (digest: string) => nameIn(releases.data?.items, digest);
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
      {chosen && (chosen.proposed ? <Diff key={chosen.code} code={chosen.code} nameOf={nameOf} /> : <Nothing key={chosen.code} code={chosen.code} nameOf={nameOf} />)}
    </div>
  );
}

interface OfCollection {
  code: string;
  nameOf: (digest: string) => string;
}

const Nothing = ({ code, nameOf }: OfCollection) => (
  <>
    <p className="notice">{p.names.nothing(code)}</p>
    <Standing code={code} nameOf={nameOf} />
  </>
);

function Diff({ code, nameOf }: OfCollection) {
  const { data, error, refetch } = useQuery(diffQuery(code));
  // What stands below comes with it: later it would move what is read.
  const shown = useQuery(shownQuery(code));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data || shown.isPending) return <Loading />;
  return (
    <>
      <h2>{p.names.fromTo(nameOf(data.before), nameOf(data.after))}</h2>
      {data.lost.length ? <Lost lost={data.lost} label={p.names.lost(data.lost.length)} /> : <p className="notice">{p.names.lostNone}</p>}
      <Counts diff={data} />
      <Examples diff={data} />
      <p>
        <Download words={p.names.csv} failed={p.runs.csvFailed} fileName={`names-${code}.csv`} fetchIt={() => diffCsv(code)} />
      </p>
      <Approve diff={data} />
      <Standing code={code} nameOf={nameOf} />
    </>
  );
}

function nameIn(releases: readonly Release[] | undefined, digest: string): string {
  const found = releases?.find((one) => one.digest === digest);
  return found ? `${found.name} ${found.version}` : digest.slice(0, 12);
}

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

type How = "part" | "rule" | "all";

function Approve({ diff }: { diff: NameDiff }) {
  const [how, setHow] = useState<How>("part");
  return (
    <section className="names-approve" aria-labelledby="approve">
      <fieldset>
        <legend id="approve">{p.names.approveHow}</legend>
        {(["part", "rule", "all"] as const).map((one) => (
          <label key={one} className="tick">
            <input type="radio" name="how" checked={how === one} onChange={() => setHow(one)} />
            {p.names.hows[one]}
          </label>
        ))}
      </fieldset>
      {how === "part" ? <ApprovePart diff={diff} /> : <ApproveAll key={how} diff={diff} byRule={how === "rule"} />}
    </section>
  );
}

/** All of it, or nothing: as it is read above, or where a rule allows every change. */
function ApproveAll({ diff, byRule }: { diff: NameDiff; byRule: boolean }) {
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
  const share = shareOf(least);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const rule = byRule && share !== null && { kinds: ALLOWED.filter((kind) => kinds.has(kind)), least: share };
    act.mutate({ release: diff.after, incomplete: diff.unseen > 0 && !byRule, ...rule });
  };
  const toggle = (kind: Allowed) => {
    const next = new Set(kinds);
    if (!next.delete(kind)) next.add(kind);
    setKinds(next);
  };
  if (act.data?.approved) return <p className="notice">{p.names.approved(diff.collection)}</p>;
  return (
    <form onSubmit={submit}>
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
            <input inputMode="decimal" value={least} onChange={({ target }) => setLeast(target.value)} aria-invalid={share === null} />
          </label>
        </div>
      )}
      <p>
        <button type="submit" className="button button-main" disabled={act.isPending || (byRule && (share === null || !kinds.size))}>
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
