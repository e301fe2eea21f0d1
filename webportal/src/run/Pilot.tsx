import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { mayIdentify } from "../account/roles";
import { meQuery, pilotQuery } from "../api/queries";
import type { Run } from "../api/types";
import { type Column, DataTable } from "../components/DataTable";
import { Loading, ProblemNotice } from "../components/Problems";
import { t } from "../messages";
import { p } from "../messages/pages";
import { isRunning } from "./counts";

interface Line {
  words: string;
  number: number;
}

const COLUMNS: readonly Column<Line>[] = [
  { head: p.pilot.outcome, cell: ({ words }) => words },
  { head: p.runs.number, cell: ({ number }) => t.number(number), right: true },
];

/** What a random sample shows of its whole collection: sentences first, with their intervals, then the counts (users: 7). */
export function Pilot({ run }: { run: Run }) {
  const me = useQuery(meQuery);
  const { data, error, refetch } = useQuery(pilotQuery(run.id, isRunning(run)));
  if (error && !data) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading />;
  const lines: Line[] = [
    ...Object.entries(data.named).map(([rank, number]) => ({ words: p.pilot.namedAt(p.rank[rank] ?? rank), number })),
    ...Object.entries(data.abstained).map(([why, number]) => ({ words: p.pilot.noName(p.abstention[why]?.short ?? why), number })),
  ];
  return (
    <section aria-labelledby="pilot">
      <h2 id="pilot">{p.pilot.heading}</h2>
      <p className="hint">{p.pilot.hint(data.pictures)}</p>
      <ul className="pilot-said">
        {data.said.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {lines.length > 0 && <DataTable label={p.pilot.heading} columns={COLUMNS} rows={lines} keyOf={({ words }) => words} />}
      {me.data && mayIdentify(me.data, run.collection) && (
        <p>
          <Link to="/review" search={{ collection: run.collection }} className="target">
            {p.pilot.review}
          </Link>
        </p>
      )}
    </section>
  );
}
