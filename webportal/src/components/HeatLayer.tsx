import { useQuery } from "@tanstack/react-query";
import { heatQuery } from "../api/evidence";
import { Problem } from "../api/problem";
import type { HeatMap } from "../api/types";
import { p } from "../messages/pages";
import "../styles/evidence.css";
import { ProblemNotice } from "./Problems";
import { Taxon } from "./Taxon";

/** Where the network looked, over the picture: told by the size of dots and in words, never by colour alone. */
export default function HeatLayer({ imageId, region, src, alt }: { imageId: string; region: string | null; src: string; alt: string }) {
  const { data, error } = useQuery(heatQuery(imageId, region));
  if (error instanceof Problem && error.kind === "missing") return <p className="hint">{p.heat.none}</p>;
  if (error) return <ProblemNotice error={error} />;
  if (!data) return <p className="hint">{p.heat.loading}</p>;
  return (
    <figure className="heat">
      <div className="heat-frame">
        <img src={src} alt={alt} />
        <Dots map={data} />
      </div>
      <figcaption>
        <strong>{p.heat.what}</strong> {p.heat.of} <Taxon name={data.scientificName} rank={data.taxonRank} />. {strongest(data)} {p.heat.legend}
      </figcaption>
      <details>
        <summary>{p.heat.table}</summary>
        <table className="heat-table">
          <tbody>
            {data.values.map((row, n) => (
              <tr key={n}>
                {row.map((value, at) => (
                  <td key={at}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}

/** One dot a cell, its area by its value; white within dark, so that it shows on any ground. */
function Dots({ map: { values, frame } }: { map: HeatMap }) {
  const [rows, columns] = [values.length, values[0]?.length ?? 1];
  const box = [frame.left * columns, frame.top * rows, frame.width * columns, frame.height * rows];
  return (
    <svg viewBox={box.join(" ")} preserveAspectRatio="none" aria-hidden="true">
      {values.flatMap((row, y) =>
        row.map((value, x) =>
          value < LEAST ? null : <circle key={`${x},${y}`} cx={x + 0.5} cy={y + 0.5} r={0.46 * Math.sqrt(value / 100)} />,
        ),
      )}
    </svg>
  );
}

const LEAST = 10;

/** "Most in the middle, on the left": of the picture in nine parts. */
export function strongest({ values, frame }: HeatMap): string {
  const rows = values.length;
  let best = { value: -1, across: 0.5, down: 0.5 };
  values.forEach((row, y) =>
    row.forEach((value, x) => {
      const across = ((x + 0.5) / row.length - frame.left) / frame.width;
      const down = ((y + 0.5) / rows - frame.top) / frame.height;
      const inside = across > 0 && across < 1 && down > 0 && down < 1;
      if (inside && value > best.value) best = { value, across, down };
    }),
  );
  return p.heat.most(third(best.down), third(best.across));
}

const third = (share: number): 0 | 1 | 2 => (share < 1 / 3 ? 0 : share < 2 / 3 ? 1 : 2);
