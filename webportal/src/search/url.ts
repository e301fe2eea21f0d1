/** The address holds the whole state of a search: words, chosen values, order, form, pages. */

import { t } from "../messages";

export interface Filter {
  field: string;
  value: string;
}

export type Form = "grid" | "table";

export interface SearchState {
  q: string;
  filters: Filter[];
  sort: string;
  form: Form;
  /** How many pages are unfolded; a reload brings all of them back. */
  pages: number;
}

/** What the address itself holds: `?q=ant&f=genus:Pheidole&f=country:Costa Rica&sort=…&as=table&pages=3`. */
export interface SearchParams {
  q?: string;
  f?: string[];
  sort?: string;
  as?: "table";
  pages?: number;
}

export const PAGE_SIZE = 24;
export const MOST_PAGES = 40;
const DEFAULT_SORT = "relevance";

export function stateOf(params: SearchParams): SearchState {
  return {
    q: params.q ?? "",
    filters: (params.f ?? []).flatMap((text) => filterOf(text) ?? []),
    sort: params.sort ?? DEFAULT_SORT,
    form: params.as ?? "grid",
    pages: params.pages ?? 1,
  };
}

export function paramsOf(state: SearchState): SearchParams {
  return {
    ...(state.q.trim() && { q: state.q }),
    ...(state.filters.length && { f: state.filters.map(({ field, value }) => `${field}:${value}`) }),
    ...(state.sort !== DEFAULT_SORT && { sort: state.sort }),
    ...(state.form === "table" && { as: "table" as const }),
    ...(state.pages > 1 && { pages: state.pages }),
  };
}

/** Reads an address anybody may have typed: what cannot be is left out. */
export function validParams(raw: Record<string, unknown>): SearchParams {
  const pages = Math.min(Math.floor(Number(first(raw.pages))), MOST_PAGES);
  const sort = first(raw.sort);
  const f = all(raw.f).filter((text) => filterOf(text) !== null);
  return {
    ...(first(raw.q) && { q: first(raw.q) }),
    ...(f.length && { f: [...new Set(f)] }),
    ...(Object.hasOwn(t.search.sorts, sort) && sort !== DEFAULT_SORT && { sort }),
    ...(first(raw.as) === "table" && { as: "table" as const }),
    ...(pages > 1 && { pages }),
  };
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
  return Object.hasOwn(t.field, field) && value.trim() ? { field, value } : null;
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
