/** What was checked, in words before the number; below thirty cases there is no percentage. */

import type { Promised } from "../api/types";
import { p } from "../messages/pages";

export function checkedWords({ basis }: Promised): string {
  if (basis === "checked_here") return p.evidence.checkedHere;
  return basis === "test_set" ? p.evidence.inTest : p.evidence.noPromise.replace(/\.$/, "");
}

/** "of 412 answers like this, 401 were right (95 % to 99 %)"; or that nobody counted. */
export function countWords({ basis, right, cases, low, high, enough }: Promised): string {
  if (right === null || cases === null) return basis === "none" ? "" : p.evidence.noneLike;
  if (!enough || low === null || high === null) return p.evidence.tooFew(right, cases);
  const between = p.evidence.between(percent(low), percent(high));
  return `${p.evidence.like(right, cases)} (${between})`;
}

const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;
