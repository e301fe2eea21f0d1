import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rankWord } from "../answer/wording";
import { figuresQuery } from "../api/releases";
import type { KnownTaxon, ReleaseFigures, Step } from "../api/types";
import { type Column, DataTable } from "../components/DataTable";
import { Loading, ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { when } from "../run/Parts";
import { Plot } from "./Plot";

/** What was measured, asked for when somebody opens it. */
export default function Figures({ digest }: { digest: string }) {
  const { data, error, refetch } = useQuery(figuresQuery(digest));
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  return (
    <>
      <Measured figures={data} />
      <Names figures={data} />
      {data.promotions.length > 0 && (
        <p className="hint">{data.promotions.map(({ number, at }) => p.models.promotion(number, when(at))).join("; ")}</p>
      )}
    </>
  );
}

function Measured({ figures: { steps } }: { figures: ReleaseFigures }) {
  const ranks = Object.keys(steps);
  const [chosen, choose] = useState(() => fullest(steps));
  const own = steps[chosen] ?? [];
  if (!own.length) return <p className="notice">{p.models.unmeasured}</p>;
  return (
    <section aria-label={p.models.measured}>
      <label className="models-rank">
        {p.field.rank}{" "}
        <select value={chosen} onChange={({ target }) => choose(target.value)}>
          {ranks.map((rank) => (
            <option key={rank} value={rank}>
              {rankWord(rank)} ({t.number(casesOf(steps[rank] ?? []))})
            </option>
          ))}
        </select>
      </label>
      <p className="hint">{p.models.measuredHint(casesOf(own))}</p>
      <div className="plots">
        <Plot
          title={p.models.calibration}
          summary={p.models.calibrationSummary(own.length)}
          across={p.models.said}
          up={p.models.right}
          diagonal
          marks={own.map(({ least, below, right, cases, low, high, enough }) => ({ x: least, to: below ?? 1, y: right / Math.max(1, cases), low, high, hollow: !enough }))}
        />
        <Plot
          title={p.models.coverage}
          summary={p.models.coverageSummary}
          across={p.models.answered}
          up={p.models.right}
          joined
          marks={own.map(({ shareAnswered, shareRight }) => ({ x: shareAnswered, y: shareRight }))}
        />
      </div>
      <DataTable label={p.models.steps} columns={STEPS} rows={own} keyOf={({ least }) => least} className="models-steps" />
    </section>
  );
}

const STEPS: readonly Column<Step>[] = [
  { head: p.models.said, right: true, cell: ({ least, below }) => p.models.from(percent(least), percent(below ?? 1)) },
  { head: p.models.rightOf, right: true, cell: ({ right, cases }) => p.models.of(right, cases) },
  { head: p.models.right, right: true, cell: ({ enough, right, cases }) => (enough ? percent(right / cases) : p.models.tooFew) },
  { head: p.models.interval, right: true, cell: ({ low, high }) => `${percent(low)}–${percent(high)}` },
  { head: p.models.answered, right: true, cell: ({ shareAnswered }) => percent(shareAnswered) },
  { head: p.models.rightIfSo, right: true, cell: ({ shareRight }) => percent(shareRight) },
];

const casesOf = (steps: readonly Step[]): number => steps.reduce((sum, { cases }) => sum + cases, 0);
const percent = (share: number): string => `${Math.round(share * 1000) / 10}\u00a0%`;

/** The rank at which most was measured. */
function fullest(steps: ReleaseFigures["steps"]): string {
  const ranks = Object.keys(steps);
  return ranks.reduce((best, rank) => (casesOf(steps[rank] ?? []) > casesOf(steps[best] ?? []) ? rank : best), ranks[0] ?? "");
}

function Names({ figures: { taxa } }: { figures: ReleaseFigures }) {
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const checked = taxa.some(({ cases }) => cases !== null);
  const found = taxa.filter(({ scientificName }) => scientificName.toLowerCase().includes(wanted));
  return (
    <details>
      <summary>{p.models.names(taxa.length)}</summary>
      <p className="hint">{p.models.namesHint}</p>
      <p className="hint">{checked ? p.models.checkedHint : p.models.unchecked}</p>
      <label>
        {p.models.find} <input type="search" value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <p role="status" className="hint">
        {p.models.shown(Math.min(found.length, MOST), found.length)}
      </p>
      <DataTable
        label={p.models.names(taxa.length)}
        columns={checked ? [...NAMES, CHECKED] : NAMES}
        rows={found.slice(0, MOST)}
        keyOf={({ taxonId }) => taxonId}
        className="models-names"
      />
    </details>
  );
}

const NAMES: readonly Column<KnownTaxon>[] = [
  { head: p.specimen.name, cell: ({ scientificName }) => scientificName },
  { head: p.field.rank ?? "", cell: ({ taxonRank }) => rankWord(taxonRank) },
  { head: p.models.training, right: true, cell: ({ training }) => t.number(training) },
  { head: p.models.testing, right: true, cell: ({ testing }) => t.number(testing) },
  {
    head: p.models.use,
    cell: ({ answerable, alone }) => (answerable ? (alone ? p.models.alone : p.models.together) : p.models.candidateOnly),
  },
];

const CHECKED: Column<KnownTaxon> = { head: p.models.rightByName, right: true, cell: (taxon) => rightOf(taxon) };

/** Below thirty cases there is no percentage. */
function rightOf({ right, cases, low, high, enough }: KnownTaxon): string {
  if (right === null || cases === null || low === null || high === null) return "";
  if (!enough) return p.evidence.tooFew(right, cases);
  return `${p.models.of(right, cases)} (${percent(low)}–${percent(high)})`;
}

const MOST = 300;
