import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { rankWord } from "../answer/wording";
import { figuresQuery } from "../api/releases";
import type { ReleaseFigures, Step } from "../api/types";
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
      <div className="table-wrap" tabIndex={0} role="region" aria-label={p.models.steps}>
        <table className="models-steps">
          <caption className="unseen">{p.models.steps}</caption>
          <thead>
            <tr>
              {[p.models.said, p.models.rightOf, p.models.right, p.models.interval, p.models.answered, p.models.rightIfSo].map((head) => (
                <th key={head} scope="col" className="right">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {own.map((step) => (
              <tr key={step.least}>
                <th scope="row" className="right">
                  {p.models.from(percent(step.least), percent(step.below ?? 1))}
                </th>
                <td className="right">{p.models.of(step.right, step.cases)}</td>
                <td className="right">{step.enough ? percent(step.right / step.cases) : p.models.tooFew}</td>
                <td className="right">{`${percent(step.low)}–${percent(step.high)}`}</td>
                <td className="right">{percent(step.shareAnswered)}</td>
                <td className="right">{percent(step.shareRight)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

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
  const found = taxa.filter(({ scientificName }) => scientificName.toLowerCase().includes(wanted));
  return (
    <details>
      <summary>{p.models.names(taxa.length)}</summary>
      <p className="hint">{p.models.namesHint}</p>
      <label>
        {p.models.find} <input type="search" value={text} onChange={({ target }) => setText(target.value)} />
      </label>
      <p role="status" className="hint">
        {p.models.shown(Math.min(found.length, MOST), found.length)}
      </p>
      <div className="table-wrap models-names" tabIndex={0} role="region" aria-label={p.models.names(taxa.length)}>
        <table>
          <thead>
            <tr>
              <th scope="col">{p.specimen.name}</th>
              <th scope="col">{p.field.rank}</th>
              <th scope="col" className="right">
                {p.models.training}
              </th>
              <th scope="col" className="right">
                {p.models.testing}
              </th>
              <th scope="col">{p.models.use}</th>
            </tr>
          </thead>
          <tbody>
            {found.slice(0, MOST).map((taxon) => (
              <tr key={taxon.taxonId}>
                <th scope="row">{taxon.scientificName}</th>
                <td>{rankWord(taxon.taxonRank)}</td>
                <td className="right">{t.number(taxon.training)}</td>
                <td className="right">{t.number(taxon.testing)}</td>
                <td>{taxon.answerable ? (taxon.alone ? p.models.alone : p.models.together) : p.models.candidateOnly}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const MOST = 300;
