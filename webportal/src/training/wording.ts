/** How training speaks. */

import { rankWord } from "../answer/wording";
import type { Solution, Tally } from "../api/types";
import { p } from "../messages/pages";

export const percent = (share: number): string => `${Math.round(share * 100)}\u00a0%`;

/** Below thirty cases there is no percentage. */
export function tallyWords({ right, cases, enough }: Tally): string {
  return enough ? `${p.training.of(right, cases)} (${percent(right / cases)})` : p.evidence.tooFew(right, cases);
}

export const intervalOf = ({ low, high }: Tally): string => `${percent(low)}–${percent(high)}`;

/** "Right: order, family. Not right: genus." */
export function rightWords({ right }: Pick<Solution, "right">): string {
  const of = (wanted: boolean) => Object.keys(right).filter((rank) => right[rank] === wanted).map(rankWord).join(", ");
  const [good, bad] = [of(true), of(false)];
  if (!good && !bad) return p.training.apart;
  return [good && `${p.training.rightAt}: ${good}.`, bad && `${p.training.wrongAt}: ${bad}.`].filter(Boolean).join(" ");
}
