/** The address holds the whole state of a search: words, chosen values, order, form, pages. */


export interface Filter {
  field: string;
  value: string;
}

export type Form = "grid" | "table" | "map";
const FORMS: readonly Form[] = ["table", "map"];

export interface SearchState {
  q: string;
  filters: Filter[];
  sort: string;
  form: Form;
  /** Where the reader is: the cursor of the page that is read, and the first row that is seen. */
  cursor: string;
  row: number;
  /** The part of the map that is seen: west, south, east, north. */
  box: Box | null;
}

export type Box = readonly [number, number, number, number];

/** What the address itself holds: `?q=ant&f=genus:Pheidole&f=country:Costa Rica&sort=…&as=table&row=480&at=…`. */
export interface SearchParams {
  q?: string;
  f?: string[];
  sort?: string;
  as?: "table" | "map";
  row?: number;
  at?: string;
  box?: string;
}

/** What may be sorted by and chosen; the words for them load with the page. */
export const SORTS: readonly string[] = [
  "relevance", "catalog_number:asc", "scientific_name:asc", "confidence:desc", "confidence:asc", "created:desc", "event_start:asc",
];
export const FIELDS: readonly string[] = [
  "order", "family", "subfamily", "tribe", "genus", "species", "scientific_name", "rank", "trust", "abstention", "limit", "country",
  "state_province", "collection", "caste", "sex", "type_status", "view", "licence", "recorded_by", "catalogued_genus", "release",
  "run", "note",
];

export const PAGE_SIZE = 60;
const DEFAULT_SORT = "relevance";

export function stateOf(params: SearchParams): SearchState {
  return {
    q: params.q ?? "",
    filters: (params.f ?? []).flatMap((text) => filterOf(text) ?? []),
    sort: params.sort ?? DEFAULT_SORT,
    form: params.as ?? "grid",
    cursor: params.at ?? "",
    row: params.at ? (params.row ?? 0) : 0,
    box: boxOf(params.box ?? ""),
  };
}

export function paramsOf(state: SearchState): SearchParams {
  return {
    ...(state.q.trim() && { q: state.q }),
    ...(state.filters.length && { f: state.filters.map(({ field, value }) => `${field}:${value}`) }),
    ...(state.sort !== DEFAULT_SORT && { sort: state.sort }),
    ...(state.form !== "grid" && { as: state.form }),
    ...(state.cursor && state.row > 0 && { row: state.row, at: state.cursor }),
    ...(state.form === "map" && state.box && { box: state.box.map((one) => Math.round(one * 1000) / 1000).join(",") }),
  };
}

/** Reads an address anybody may have typed: what cannot be is left out. */
export function validParams(raw: Record<string, unknown>): SearchParams {
  const row = Math.floor(Number(first(raw.row)));
  const form = FORMS.find((one) => one === first(raw.as));
  const box = boxOf(first(raw.box));
  const sort = first(raw.sort);
  const f = all(raw.f).filter((text) => filterOf(text) !== null);
  return {
    ...(first(raw.q) && { q: first(raw.q) }),
    ...(f.length && { f: [...new Set(f)] }),
    ...(SORTS.includes(sort) && sort !== DEFAULT_SORT && { sort }),
    ...(form && form !== "grid" && { as: form }),
    ...(first(raw.at) && row > 0 && { row, at: first(raw.at) }),
    ...(box && { box: box.join(",") }),
  };
}

/** "-20,30,40,60": a part of the earth, or nothing. */
function boxOf(text: string): Box | null {
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN, ...more] = text.split(",").map(Number);
  const fits = !more.length && Math.abs(west) <= 180 && Math.abs(east) <= 180 && Math.abs(south) <= 90 && north <= 90 && south < north;
  return text && fits ? [west, south, east, north] : null;
}

/** The text the API searches for: the reader's words and one `field:"value"` per chosen value. */
export function queryText({ q, filters }: Pick<SearchState, "q" | "filters">): string {
  const chosen = filters.map(({ field, value }) => `${field}:"${value.replaceAll('"', " ")}"`);
  return [q.trim(), ...chosen].filter(Boolean).join(" ");
}

/** Chooses a value, or takes it back; a field holds one value at a time. */
export function toggled(filters: readonly Filter[], chosen: Filter): Filter[] {
  const others = filters.filter(({ field }) => field !== chosen.field);
  return isChosen(filters, chosen) ? others : [...others, chosen];
}

export const isChosen = (filters: readonly Filter[], { field, value }: Filter): boolean =>
  filters.some((one) => one.field === field && one.value === value);

function filterOf(text: string): Filter | null {
  const colon = text.indexOf(":");
  const field = text.slice(0, Math.max(colon, 0));
  const value = text.slice(colon + 1);
  return FIELDS.includes(field) && value.trim() ? { field, value } : null;
}

const all = (value: unknown): string[] =>
  (Array.isArray(value) ? value : [value]).flatMap((one) =>
    typeof one === "string" ? [one] : typeof one === "number" ? [String(one)] : [],
  );

const first = (value: unknown): string => all(value)[0] ?? "";

/** Plain query strings instead of the router's JSON, so that addresses can be read and typed. */
export function parseSearch(text: string): Record<string, unknown> {
  const found: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(text)) (found[name] ??= []).push(value);
  return found;
}

export function stringifySearch(params: Record<string, unknown>): string {
  const found = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    for (const one of all(value)) found.append(name, one);
  }
  const text = found.toString().replaceAll("%3A", ":");
  return text && `?${text}`;
}
