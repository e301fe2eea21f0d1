/** Saved sets of specimens: saved, read, removed. */

import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, asked, BASE, told } from "./client";
import { problemOf } from "./problem";
import type { NewSet, SetAct } from "./types";

const PAGE = 60;
const ofSet = (id: string) => ({ path: { set_id: id } });

export const setsQuery = infiniteQueryOptions({
  queryKey: ["sets"],
  queryFn: ({ pageParam, signal }) =>
    told(api.GET("/api/v1/sets", { params: { query: { after: pageParam, limit: PAGE } }, ...asked(signal) }), signal),
  initialPageParam: 0,
  getNextPageParam: ({ next }) => (next ? Number(next) : null),
});

export const setQuery = (id: string) =>
  queryOptions({
    queryKey: ["sets", id],
    queryFn: ({ signal }) => told(api.GET("/api/v1/sets/{set_id}", { params: ofSet(id), ...asked(signal) }), signal),
  });

export const membersQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ["sets", id, "specimens"],
    queryFn: ({ pageParam, signal }) =>
      told(
        api.GET("/api/v1/sets/{set_id}/specimens", {
          params: { ...ofSet(id), query: { after: pageParam, limit: PAGE } },
          ...asked(signal),
        }),
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => (next ? Number(next) : null),
  });

export const saveSet = (set: NewSet) => told(api.POST("/api/v1/sets", { body: { note: "", ...set } }));

export async function removeSet(id: string): Promise<void> {
  const response = await fetch(`${BASE}/sets/${encodeURIComponent(id)}`, { method: "DELETE" }).catch(() => null);
  if (!response?.ok) throw problemOf(response?.status ?? 0, await response?.json().catch(() => null));
}

export const setFileUrl = (id: string, kind: "table" | "archive"): string => `${BASE}/sets/${encodeURIComponent(id)}/${kind}`;

const UNSAID = { scientificName: "", taxonRank: "", taxonId: "", qualifier: "", remarks: "", basis: "picture" } as const;

/** What would be said of the set, to how many specimens it would be applied, and which are left out. */
export const previewOnSet = (id: string, act: SetAct) =>
  told(api.POST("/api/v1/sets/{set_id}/identifications/preview", { params: ofSet(id), body: { ...UNSAID, ...act } }));

/** Applies what was previewed; sent again with the same `actId`, it is gone on with and not repeated. */
export const identifyOnSet = (id: string, act: SetAct & { actId: string }, version: number) =>
  told(
    api.POST("/api/v1/sets/{set_id}/identifications", {
      params: { ...ofSet(id), header: { "if-match": `"${version}"` } },
      body: { ...UNSAID, ...act },
    }),
  );

export const actsQuery = (id: string) =>
  queryOptions({
    queryKey: ["sets", id, "acts"],
    queryFn: ({ signal }) => told(api.GET("/api/v1/sets/{set_id}/identifications", { params: ofSet(id), ...asked(signal) }), signal),
  });

export const takeBackOnSet = (id: string, identification: string) =>
  told(api.POST("/api/v1/sets/{set_id}/identifications/undo", { params: ofSet(id), body: { identification } }));
