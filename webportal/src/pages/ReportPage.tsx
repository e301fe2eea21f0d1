import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { Problem } from "../api/problem";
import { collectionsQuery, meQuery } from "../api/queries";
import { type Asked, reportQuery, reportTableUrl } from "../api/reporting";
import type { Collection, Figure, Me, Report } from "../api/types";
import { announce } from "../components/Announcer";
import { type Column, DataTable } from "../components/DataTable";
import { MayNot } from "../components/MayNot";
import { Loading, ProblemNotice } from "../components/Problems";
import { useTitle } from "../components/useTitle";
import { p } from "../messages/pages";
import { Days } from "../report/Days";
import { dayWord, nameOf, searchOf, shareOf, spans, valueOf, verifiedWords } from "../report/wording";
import { when } from "../run/Parts";
import "../styles/models.css";
import "../styles/report.css";

const route = getRouteApi("/report");
/** In which each bar says how large a part of the whole a number is. */
const BARRED = new Set(["station", "rank", "trust", "mids", "lacking"]);

/** What came into a collection, what it is called and how sure that is, what people did; each number with its query. */
export function ReportPage() {
  useTitle(p.report.title);
  const { collection, ...period } = route.useSearch();
  const me = useQuery(meQuery);
  const collections = useQuery(collectionsQuery);
  if (me.error) return <ProblemNotice error={me.error} onRetry={() => void me.refetch()} />;
  if (!me.data || collections.isPending) return <Loading />;
  const known = (collections.data?.items ?? []).filter(({ code }) => isMember(me.data, code));
  const chosen = known.find(({ code }) => code === collection) ?? (collection ? undefined : known[0]);
  if (!chosen) return <MayNot title={p.report.title} words={p.report.mayNot} />;
  return (
    <div className="page report">
      <p className="eyebrow no-print">
        <Link to="/runs">{p.runs.all}</Link>
      </p>
      <h1>{p.report.heading(chosen.title || chosen.code)}</h1>
      <Choice key={`${chosen.code} ${period.from} ${period.to}`} known={known} chosen={chosen.code} period={period} />
      <Shown code={chosen.code} period={period} />
    </div>
  );
}

const isMember = (me: Me, code: string): boolean => me.administrator || me.roles[code] !== undefined;

function Choice({ known, chosen, period }: { known: readonly Collection[]; chosen: string; period: Asked }) {
  const navigate = useNavigate();
  const usual = spans(new Date());
  const year = usual.find(({ key }) => key === "year");
  const [code, setCode] = useState(chosen);
  const [from, setFrom] = useState(period.from ?? year?.from ?? "");
  const [to, setTo] = useState(period.to ?? year?.to ?? "");
  const go = (next: Asked) => void navigate({ to: "/report", search: { collection: code, ...next } });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    go({ ...(from && { from }), ...(to && { to }) });
  };
  return (
    <form className="report-choice no-print" onSubmit={submit}>
      <label>
        {p.filing.collection}{" "}
        <select value={code} onChange={({ target }) => setCode(target.value)}>
          {known.map((one) => (
            <option key={one.code}>{one.code}</option>
          ))}
        </select>
      </label>
      <label>
        {p.report.from} <input type="date" value={from} max={to || undefined} onChange={({ target }) => setFrom(target.value)} />
      </label>
      <label>
        {p.report.to} <input type="date" value={to} min={from || undefined} onChange={({ target }) => setTo(target.value)} />
      </label>
      <button type="submit" className="button button-main">
        {p.report.show}
      </button>
      <p className="report-spans">
        {usual.map((span) => (
          <button key={span.key} type="button" className="button button-quiet" onClick={() => go({ from: span.from, to: span.to })}>
            {p.report.spans[span.key]}
          </button>
        ))}
      </p>
    </form>
  );
}

function Shown({ code, period }: { code: string; period: Asked }) {
  const { data, error, refetch } = useQuery(reportQuery(code, period));
  useEffect(() => {
    if (data) announce(p.report.days(dayWord(data.first), dayWord(data.last)));
  }, [data]);
  if (error instanceof Problem && error.status === 403) return <p className="notice">{p.report.mayNot}</p>;
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return <Figures report={data} period={period} />;
}

function Figures({ report, period }: { report: Report; period: Asked }) {
  const { figures, release, collection } = report;
  const groups = [...new Set(figures.map(({ group }) => group))];
  const happened = figures.some(({ group, value }) => (group === "taken" || group === "work") && value > 0);
  return (
    <>
      <p className="lead">{p.report.days(dayWord(report.first), dayWord(report.last))}</p>
      <p className="hint">
        {p.report.made(when(report.made))} {release && p.report.by(`${release.name} ${release.version}`)}
      </p>
      <p className="report-files no-print">
        <a className="button" href={reportTableUrl(collection, period)} download>
          {p.report.csv}
        </a>{" "}
        <button type="button" className="button" onClick={() => window.print()}>
          {p.report.print}
        </button>
      </p>
      {!report.complete && <p className="notice notice-problem">{p.report.incomplete}</p>}
      {!happened && <p className="notice">{p.report.nothing}</p>}
      {groups.map((group) => (
        <Group key={group} group={group} figures={figures.filter((one) => one.group === group)} all={figures} />
      ))}
    </>
  );
}

function Group({ group, figures, all }: { group: string; figures: readonly Figure[]; all: readonly Figure[] }) {
  const title = p.report.groups[group] ?? group;
  const hint = p.report.hints[group];
  const sampled = group === "mids" && figures.find(({ atLeast }) => atLeast);
  const table = <FigureTable group={group} figures={figures} />;
  return (
    <section aria-labelledby={`report-${group}`} className="report-group">
      <h2 id={`report-${group}`}>{title}</h2>
      {group === "named" && <p className="report-verified">{verifiedWords(all)}</p>}
      {hint && <p className="hint">{hint}</p>}
      {sampled && <p className="hint">{p.report.read(sampled.of ?? 0)}</p>}
      {group === "day" ? (
        <>
          <Days figures={figures} />
          <details>
            <summary>{p.report.plotTable}</summary>
            {table}
          </details>
        </>
      ) : (
        table
      )}
    </section>
  );
}

function FigureTable({ group, figures }: { group: string; figures: readonly Figure[] }) {
  const shares = figures.some(({ of }) => of !== null);
  const columns: Column<Figure>[] = [
    { head: p.report.what, cell: (one) => <Named figure={one} /> },
    { head: p.report.number, right: true, cell: valueOf },
    ...(shares ? [{ head: p.report.share, right: true, cell: (one: Figure) => <Share figure={one} barred={BARRED.has(group)} /> }] : []),
    { head: p.report.repeat, cell: (one) => <Repeat figure={one} /> },
  ];
  return <DataTable label={p.report.tableOf(p.report.groups[group] ?? group)} columns={columns} rows={figures} keyOf={({ name, note }) => name + note} />;
}

function Named({ figure }: { figure: Figure }) {
  if (figure.group !== "credit" || !figure.note) return nameOf(figure);
  return (
    <>
      {nameOf(figure)}{" "}
      <a href={`https://orcid.org/${figure.note}`} rel="noreferrer">
        <span className="unseen">ORCID</span> {figure.note}
      </a>
    </>
  );
}

/** The number in words, and a bar as long as it is large. */
const Share = ({ figure, barred }: { figure: Figure; barred: boolean }) => (
  <span className="report-share">
    {barred && figure.of !== null && figure.of > 0 && (
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="meter-ground" width="100" height="8" />
        <rect className="report-bar" width={(100 * figure.value) / figure.of} height="8" />
      </svg>
    )}
    {shareOf(figure)}
  </span>
);

/** Where anybody gets the number again. */
function Repeat({ figure }: { figure: Figure }) {
  const q = searchOf(figure);
  const of = <span className="unseen"> {p.report.repeatOf(nameOf(figure))}</span>;
  if (q !== null) {
    return (
      <Link to="/search" search={{ q }} className="report-query">
        {p.report.repeatSearch}
        {of}
      </Link>
    );
  }
  const lines = figure.counted === "lines" || figure.counted === "sum";
  return (
    <a href={figure.query} className="report-query" {...(lines && { download: true })}>
      {lines ? p.report.repeatTable : p.report.repeatJson}
      {of}
    </a>
  );
}
