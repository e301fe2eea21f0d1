/** Training of reviewers, and how people are credited. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, BASE, told } from "./client";
import { problemOf } from "./problem";

const of = (collection: string) => ({ params: { query: { collection } } });

export const trainingQuery = (collection: string) =>
  queryOptions({
    queryKey: ["training", collection],
    queryFn: ({ signal }) => told(api.GET("/api/v1/training", { ...of(collection), ...asked(signal) }), signal),
    staleTime: 0,
  });

export const nextLesson = (collection: string) => told(api.POST("/api/v1/training/next", { body: { collection } }));

export const answerLesson = (collection: string, id: string, name: { scientificName?: string; taxonId?: string }, qualifier: string) =>
  told(
    api.POST("/api/v1/training/{specimen_id}/answer", {
      params: { path: { specimen_id: id } },
      body: { collection, scientificName: "", taxonRank: "", taxonId: "", qualifier, ...name },
    }),
  );

export const trainingSetQuery = (collection: string) =>
  queryOptions({
    queryKey: ["training", collection, "set"],
    queryFn: ({ signal }) => told(api.GET("/api/v1/training/set", { ...of(collection), ...asked(signal) }), signal),
    staleTime: 0,
  });

export const reviewersQuery = (collection: string) =>
  queryOptions({
    queryKey: ["training", collection, "reviewers"],
    queryFn: ({ signal }) => told(api.GET("/api/v1/training/reviewers", { ...of(collection), ...asked(signal) }), signal),
    staleTime: 0,
  });

export const fillSet = (collection: string, query: string, most: number) =>
  told(api.POST("/api/v1/training/set", { body: { collection, query, most } }));

export async function takeOut(collection: string, id: string): Promise<void> {
  await empty(`${BASE}/training/set/${encodeURIComponent(id)}?${new URLSearchParams({ collection })}`, { method: "DELETE" });
}

export async function setRule(collection: string, share: number, cases: number, two: readonly string[]): Promise<void> {
  await empty(`${BASE}/training/rule`, {
    method: "PUT",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ collection, share, cases, two }),
  });
}

async function empty(address: string, init: RequestInit): Promise<void> {
  const response = await fetch(address, init).catch(() => null);
  if (!response?.ok) throw problemOf(response?.status ?? 0, await response?.json().catch(() => null));
}

export const setCredit = (credit: string | null, orcid: string | null) =>
  told(api.PUT("/api/v1/me/credit", { body: { credit, orcid } }));
