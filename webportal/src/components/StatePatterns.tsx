import { useId } from "react";
import type { RunState } from "../api/types";

/** Lines and dots over the colours, so that states are told apart without them; those without any are left plain. */
const MARKS: Partial<Record<RunState, string>> = {
  abstained: "M1 3h1M5 7h1",
  rejected: "M-1 9 9-1M-1 1l2-2M7 9l2-2",
  failed: "M-1 9 9-1M-1-1 9 9",
  duplicate: "M0 2h8M0 6h8",
  working: "M2 0v8M6 0v8",
};

export const patternOf = (id: string, state: RunState): string | null => (MARKS[state] ? `url(#${id}-${state})` : null);

export const StatePatterns = ({ id }: { id: string }) => (
  <defs>
    {Object.entries(MARKS).map(([state, path]) => (
      <pattern key={state} id={`${id}-${state}`} width="8" height="8" patternUnits="userSpaceOnUse">
        <path className="state-pattern" d={path} />
      </pattern>
    ))}
  </defs>
);

/** A state's colour and lines, as in the bar. */
export function StateMark({ state }: { state: RunState }) {
  const id = useId();
  const pattern = patternOf(id, state);
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      {pattern && <StatePatterns id={id} />}
      <rect className={`state-${state}`} width="16" height="16" rx="2" />
      {pattern && <rect fill={pattern} width="16" height="16" rx="2" />}
    </svg>
  );
}
