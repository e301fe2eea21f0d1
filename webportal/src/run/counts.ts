/** The states of a run's pictures: they add up. */

import type { Run, RunState } from "../api/types";

/** From settled to open, in the order they are shown. */
export const STATES: readonly RunState[] = [
  "done", "abstained", "duplicate", "rejected", "failed", "working", "pending",
];
const OPEN: ReadonlySet<RunState> = new Set<RunState>(["pending", "working"]);

export const countOf = (run: Run, state: RunState): number => run.counts[state] ?? 0;

export const totalOf = (run: Run): number =>
  STATES.reduce((sum, state) => sum + countOf(run, state), 0);

export const openOf = (run: Run): number =>
  STATES.reduce((sum, state) => sum + (OPEN.has(state) ? countOf(run, state) : 0), 0);

export const settledOf = (run: Run): number => totalOf(run) - openOf(run);

export const isRunning = (run: Run): boolean => run.finished === null;

/** "3 min 20 s" between two times in ISO 8601. */
export function duration(from: string, to: string): string {
  const seconds = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
