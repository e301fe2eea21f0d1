import { useId } from "react";
import type { Figure } from "../api/types";
import { t } from "../messages";
import { p } from "../messages/pages";
import { type Bar, barsOf, dayWord, monthWord } from "./wording";

const WIDE = 720;
const HIGH = 200;
const LEFT = 48;
const BOTTOM = 26;

/** Bars of one colour with their numbers on the axis; the table that has each of them stands below. */
export function Days({ figures }: { figures: readonly Figure[] }) {
  const id = useId();
  const { bars, byMonth } = barsOf(figures);
  const most = bars.reduce<Bar | null>((best, bar) => (best && best.value >= bar.value ? best : bar), null);
  if (!most) return null;
  const word = byMonth ? monthWord : dayWord;
  const title = byMonth ? p.report.plotMonths : p.report.plot;
  const step = (WIDE - LEFT) / bars.length;
  const up = (value: number): number => (value / most.value) * (HIGH - 14);
  return (
    <figure className="plot report-plot">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${WIDE} ${HIGH + BOTTOM}`} role="img" aria-labelledby={id}>
        <title id={id}>{`${title}. ${p.report.plotSummary(bars.length, word(most.name), most.value)}`}</title>
        {[0.5, 1].map((part) => (
          <g key={part} className="plot-tick">
            <line x1={LEFT} x2={WIDE} y1={HIGH - up(most.value * part)} y2={HIGH - up(most.value * part)} />
            <text x={LEFT - 6} y={HIGH - up(most.value * part) + 4} textAnchor="end">
              {t.number(Math.round(most.value * part))}
            </text>
          </g>
        ))}
        {bars.map(({ name, value }, place) => (
          <rect key={name} className="report-bar" x={LEFT + place * step + step * 0.1} width={Math.min(step * 0.8, 60)} y={HIGH - up(value)} height={up(value)} />
        ))}
        <line className="plot-ideal report-base" x1={LEFT} x2={WIDE} y1={HIGH} y2={HIGH} />
        <text x={LEFT} y={HIGH + 18}>
          {word(bars[0]?.name ?? "")}
        </text>
        {bars.length > 1 && (
          <text x={WIDE} y={HIGH + 18} textAnchor="end">
            {word(bars.at(-1)?.name ?? "")}
          </text>
        )}
      </svg>
    </figure>
  );
}
