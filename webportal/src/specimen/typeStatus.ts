/** Types bear a name: they are shown with a badge, and nobody rejects their name by one key. */

import type { Specimen } from "../api/types";

export function typeStatus({ record }: Pick<Specimen, "record">): string {
  const value = record.typeStatus;
  return typeof value === "string" ? value.trim() : "";
}

export const isType = (specimen: Pick<Specimen, "record">): boolean => typeStatus(specimen) !== "";
