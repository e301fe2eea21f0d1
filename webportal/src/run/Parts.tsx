import type { Run } from "../api/types";
import { StateMark } from "../components/StatePatterns";
import { t } from "../messages";
import { p } from "../messages/pages";
import { countOf, isRunning, STATES } from "./counts";

const dates = new Intl.DateTimeFormat(t.code, { dateStyle: "medium", timeStyle: "short" });

export function when(time: string): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? time : dates.format(date);
}

export function stateWord(run: Run): string {
  if (isRunning(run)) return p.runs.running;
  return run.indexed === false ? p.runs.indexing : p.runs.finished;
}

/** The states that occur, with the same marks as in the bar. */
export function CountList({ run }: { run: Run }) {
  return (
    <ul className="counts">
      {STATES.filter((state) => countOf(run, state) > 0).map((state) => (
        <li key={state}>
          <StateMark state={state} />
          <strong>{t.number(countOf(run, state))}</strong> {p.runs.states[state]}
        </li>
      ))}
    </ul>
  );
}
