import type { Neighbours } from "../store/library";

/** A phone shows the app once. */
export const neighbours = (): Neighbours | null => null;

/** Begin `work`: nobody else works on the queue. */
export function asTheOnlyOne(work: () => void): void {
  work();
}
