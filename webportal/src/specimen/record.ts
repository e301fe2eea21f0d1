/** A Darwin Core record as rows: what was understood beside what was written. */

export interface Row {
  term: string;
  read: string;
  written: string;
}

/** Every term of either side once, in the record's own order, then what only the source had. */
export function rowsOf(record: Record<string, unknown>, verbatim: Record<string, unknown>): Row[] {
  const terms = [...new Set([...Object.keys(record), ...Object.keys(verbatim)])];
  return terms
    .map((term) => ({ term, read: text(record[term]), written: text(verbatim[term]) }))
    .filter(({ read, written }) => read || written);
}

function text(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (Array.isArray(value)) return value.map(text).filter(Boolean).join(" | ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
