/** What a station's shot is told as: never by colour alone. */

import type { Shot } from "../api/types";
import { p } from "../messages/pages";

/** Everything that is wrong with a shot, in words; nothing where it is good. */
export function wrongOf({ held, faults, barcode, number, good }: Shot): string[] {
  if (good) return [];
  const found = faults.map((fault) => p.station.faults[fault] ?? fault);
  if (barcode === "disagrees") found.unshift(p.station.barcodes.disagrees ?? "");
  if (held) found.unshift(p.station.heldBecause(held));
  return found.length ? found : [number ? p.station.again : p.station.noNumber];
}

/** What else the photographer wants to know. */
export function toldOf(shot: Shot): string[] {
  return [
    shot.barcode !== "disagrees" && p.station.barcodes[shot.barcode],
    shot.sharp && p.station.sharp,
    shot.view && (p.view[shot.view] ?? shot.view),
    shot.superseded && p.station.replaces,
    shot.already > 0 && p.station.already(shot.already),
  ].filter((one): one is string => typeof one === "string" && one !== "");
}

export const spoken = (shot: Shot): string =>
  [shot.number ?? p.station.noNumber, shot.good ? p.station.good : p.station.again, ...wrongOf(shot)].join(". ");
