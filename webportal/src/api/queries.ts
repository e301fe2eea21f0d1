/** What the pages ask for, and how often they look again. */

import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { isRunning } from "../run/counts";
import * as api from "./client";
import { Problem } from "./problem";

const LIVE_MS = 1_000;

/** Once more where it may pass; an answer that will not change is not asked for again. */
export const retry = (failures: number, error: Error): boolean =>
  error instanceof Problem && error.mayPass && failures < 2;

const STRIP = 6;

/** The newest specimens, looked at again and again while a run goes on. */
export const newestQuery = (live: boolean) =>
  queryOptions({
    queryKey: ["newest", live],
    queryFn: ({ signal }) =>
      api.search({ q: "", facets: [], sort: "created:desc", limit: STRIP, cursor: null }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: (live ? 2 : 20) * LIVE_MS,
  });

export const specimenQuery = (id: string) =>
  queryOptions({
    queryKey: ["specimen", id],
    queryFn: ({ signal }) => api.specimen(id, signal),
    refetchInterval: ({ state }) =>
      state.data?.images.some(({ state: each }) => each === "waiting") ? LIVE_MS : false,
  });

export const imageQuery = (id: string) =>
  queryOptions({ queryKey: ["image", id], queryFn: ({ signal }) => api.image(id, signal), staleTime: 30_000 });

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => api.me(signal),
  staleTime: 60_000,
});

export const collectionsQuery = queryOptions({
  queryKey: ["collections"],
  queryFn: ({ signal }) => api.collections(signal),
  staleTime: 30_000,
});

export const releasesQuery = queryOptions({
  queryKey: ["releases"],
  queryFn: ({ signal }) => api.releases(signal),
  staleTime: 60_000,
});

export const runsQuery = queryOptions({
  queryKey: ["runs"],
  queryFn: ({ signal }) => api.runs(signal),
  refetchInterval: ({ state }) => (state.data?.items.some(isRunning) ? LIVE_MS : 10 * LIVE_MS),
});

export const runQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id],
    queryFn: ({ signal }) => api.run(id, signal),
    refetchInterval: ({ state }) => {
      if (!state.data || isRunning(state.data)) return LIVE_MS;
      return state.data.indexed === false ? 5 * LIVE_MS : false;
    },
  });

/** `live`: while its pictures are looked at, what it shows grows. */
export const pilotQuery = (id: string, live: boolean) =>
  queryOptions({
    queryKey: ["runs", id, "pilot"],
    queryFn: ({ signal }) => api.pilot(id, signal),
    refetchInterval: live ? 5 * LIVE_MS : false,
  });

export const failuresQuery = (id: string) =>
  queryOptions({
    queryKey: ["runs", id, "failures"],
    queryFn: ({ signal }) => api.failures(id, signal),
    refetchInterval: 5 * LIVE_MS,
  });
