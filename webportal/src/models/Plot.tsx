import { useId } from "react";

export interface Mark {
  /** Where it lies, 0 to 1 both ways; `to` where it stretches along the first. */
  x: number;
  to?: number;
  y: number;
  /** 95 % interval. */
  low?: number;
  high?: number;
  /** Too few cases: drawn hollow. */
  hollow?: boolean;
}

interface Props {
  title: string;
  summary: string;
  across: string;
  up: string;
  marks: readonly Mark[];
  /** Where both are equal: what a perfectly calibrated release would do. */
  diagonal?: boolean;
  joined?: boolean;
}

const SIDE = 300;
const LEFT = 46;
const BOTTOM = 40;
const TICKS = [0, 0.25, 0.5, 0.75, 1];
const x = (share: number): number => LEFT + share * SIDE;
const y = (share: number): number => 10 + (1 - share) * SIDE;

/** A plot of shares against shares; its table stands beside it, so it is one picture to a reader. */
export function Plot({ title, summary, across, up, marks, diagonal = false, joined = false }: Props) {
  const id = useId();
  return (
    <figure className="plot">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${LEFT + SIDE + 14} ${SIDE + BOTTOM + 14}`} role="img" aria-labelledby={id}>
        <title id={id}>{`${title}. ${summary}`}</title>
        {TICKS.map((tick) => (
          <g key={tick} className="plot-tick">
            <line x1={x(0)} x2={x(1)} y1={y(tick)} y2={y(tick)} />
            <text x={x(0) - 6} y={y(tick) + 4} textAnchor="end">{`${tick * 100}`}</text>
            <text x={x(tick)} y={y(0) + 16} textAnchor="middle">{`${tick * 100}`}</text>
          </g>
        ))}
        <text className="plot-axis" x={x(0.5)} y={y(0) + 36} textAnchor="middle">
          {across}
        </text>
        <text className="plot-axis" x={12} y={y(0.5)} textAnchor="middle" transform={`rotate(-90 12 ${y(0.5)})`}>
          {up}
        </text>
        {diagonal && <line className="plot-ideal" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />}
        {joined && <polyline className="plot-line" points={marks.map((mark) => `${x(mark.x)},${y(mark.y)}`).join(" ")} />}
        {marks.map((mark) => (
          <g key={`${mark.x}-${mark.y}`} className={mark.hollow ? "plot-mark plot-hollow" : "plot-mark"}>
            {mark.low !== undefined && mark.high !== undefined && (
              <line className="plot-interval" x1={x(middle(mark))} x2={x(middle(mark))} y1={y(mark.low)} y2={y(mark.high)} />
            )}
            {mark.to !== undefined && <line className="plot-line" x1={x(mark.x)} x2={x(mark.to)} y1={y(mark.y)} y2={y(mark.y)} />}
            <circle cx={x(middle(mark))} cy={y(mark.y)} r="4.500" />
          </g>
        ))}
      </svg>
    </figure>
  );
}

const middle = (mark: Mark): number => (mark.to === undefined ? mark.x : (mark.x + mark.to) / 2);
