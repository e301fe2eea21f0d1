/**
 * Speaks HTTP: what the first page and others read. finding.ts and acting.ts have the rest, tus.ts the
 * uploads, which need progress.
 */

import type { Client } from "openapi-fetch";
import { plainClient } from "./plain";
import { Problem, problemOf } from "./problem";
import type { paths } from "./schema";
import type { Failures } from "./types";

export const BASE = "/api/v1";
export const api = plainClient() as Client<paths>;

interface Told<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The body of a good answer; anything else is thrown as a Problem. */
export async function told<T>(call: Promise<Told<T>>, signal?: AbortSignal): Promise<T> {
  const { data, error, response } = await call.catch((reason: unknown) => {
    throw signal?.aborted ? reason : new Problem(0);
  });
  if (response.ok && data !== undefined) return data;
  throw problemOf(response.status, error, response.headers.get("Retry-After"));
}

export const asked = (signal?: AbortSignal) => (signal ? { signal } : {});

export interface SearchQuery {
  q: string;
  facets: readonly string[];
  sort: string;
  limit: number;
  cursor: string | null;
}

export function search({ q, facets, sort, limit, cursor }: SearchQuery, signal?: AbortSignal) {
  const query = { q, sort, limit, facet: [...facets], ...(cursor && { cursor }) };
  return told(api.GET("/api/v1/search", { params: { query }, ...asked(signal) }), signal);
}

export const me = (signal?: AbortSignal) => told(api.GET("/api/v1/me", asked(signal)), signal);

export const releasePackUrl = (digest: string): string => `${BASE}/releases/${digest}/pack`;

export const image = (id: string, signal?: AbortSignal) =>
  told(
    api.GET("/api/v1/images/{image_id}", { params: { path: { image_id: id } }, ...asked(signal) }),
    signal,
  );

export const specimen = (id: string, signal?: AbortSignal) =>
  told(
    api.GET("/api/v1/specimens/{specimen_id}", {
      params: { path: { specimen_id: id } },
      ...asked(signal),
    }),
    signal,
  );

export const collections = (signal?: AbortSignal) =>
  told(api.GET("/api/v1/collections", asked(signal)), signal);

export const releases = (signal?: AbortSignal) =>
  told(api.GET("/api/v1/releases", asked(signal)), signal);

export const runs = (signal?: AbortSignal) => told(api.GET("/api/v1/runs", asked(signal)), signal);

export const ofRun = (id: string, signal?: AbortSignal) => ({
  params: { path: { run_id: id } },
  ...asked(signal),
});

export const run = (id: string, signal?: AbortSignal) =>
  told(api.GET("/api/v1/runs/{run_id}", ofRun(id, signal)), signal);

export const pilot = (id: string, signal?: AbortSignal) =>
  told(api.GET("/api/v1/runs/{run_id}/pilot", ofRun(id, signal)), signal);

/** Typed here, because the route also answers CSV and so describes no single type. */
export const failures = (id: string, signal?: AbortSignal) =>
  told(api.GET("/api/v1/runs/{run_id}/failures", ofRun(id, signal)), signal) as Promise<Failures>;

/** The whole table, as the server writes it for spreadsheets. */
export const failuresCsv = (id: string): Promise<Blob> =>
  told(
    api.GET("/api/v1/runs/{run_id}/failures", {
      ...ofRun(id),
      headers: { Accept: "text/csv" },
      parseAs: "blob",
    }),
  );

export function renditionUrl(imageId: string, size: "thumbnail" | "full" | "large"): string {
  return `${BASE}/images/${encodeURIComponent(imageId)}/rendition?size=${size}`;
}
