/** How far somebody is in the guide: kept in this browser, so that it is offered once and goes on after a reload. */

export const STEPS = 6;
const KEPT = "insecta guide";

/** 0: offered; 1 to 6: at that step; null: over, or not wanted. */
export type Progress = number | null;

export function read(store: Pick<Storage, "getItem"> = localStorage): Progress {
  try {
    const given = store.getItem(KEPT);
    if (given === null) return 0;
    const step = Number(given);
    return Number.isInteger(step) && step >= 1 && step <= STEPS ? step : null;
  } catch {
    return null;
  }
}

export function write(progress: Progress, store: Pick<Storage, "setItem"> = localStorage): void {
  try {
    store.setItem(KEPT, progress === null ? "over" : String(progress));
  } catch {
    // Offered again after a reload.
  }
}

export const next = (progress: number): Progress => (progress >= STEPS ? null : progress + 1);
