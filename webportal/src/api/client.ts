/** The one place that speaks HTTP (uploads, which need progress, are in upload.ts). */

import { Problem, problemOf } from "./problem";
import type {
  Collection,
  Failure,
  Image,
  Page,
  Release,
  Run,
  SearchPage,
  Specimen,
} from "./types";

export const BASE = "/api/v1";

async function get(path: string, accept: string, signal?: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(BASE + path, { headers: { Accept: accept }, signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0);
  }
  if (response.ok) return response;
  const body: unknown = await response.json().catch(() => null);
  throw problemOf(response.status, body, response.headers.get("Retry-After"));
}

async function json<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await get(path, "application/json", signal)).json()) as T;
}

export interface SearchQuery {
  q: string;
  facets: readonly string[];
  sort: string;
  limit: number;
  cursor: string | null;
}

export function search(query: SearchQuery, signal?: AbortSignal): Promise<SearchPage> {
  const params = new URLSearchParams({ q: query.q, sort: query.sort, limit: String(query.limit) });
  for (const facet of query.facets) params.append("facet", facet);
  if (query.cursor) params.set("cursor", query.cursor);
  return json(`/search?${params}`, signal);
}

export const image = (id: string, signal?: AbortSignal) =>
  json<Image>(`/images/${encodeURIComponent(id)}`, signal);

export const specimen = (id: string, signal?: AbortSignal) =>
  json<Specimen>(`/specimens/${encodeURIComponent(id)}`, signal);

export const collections = (signal?: AbortSignal) => json<Page<Collection>>("/collections", signal);

export const releases = (signal?: AbortSignal) => json<Page<Release>>("/releases", signal);

export const runs = (signal?: AbortSignal) => json<Page<Run>>("/runs", signal);

export const run = (id: string, signal?: AbortSignal) =>
  json<Run>(`/runs/${encodeURIComponent(id)}`, signal);

export const failures = (id: string, signal?: AbortSignal) =>
  json<Page<Failure>>(`/runs/${encodeURIComponent(id)}/failures`, signal);

export async function failuresCsv(id: string): Promise<Blob> {
  return (await get(`/runs/${encodeURIComponent(id)}/failures`, "text/csv")).blob();
}

export function renditionUrl(imageId: string, size: "thumbnail" | "full"): string {
  return `${BASE}/images/${encodeURIComponent(imageId)}/rendition?size=${size}`;
}
