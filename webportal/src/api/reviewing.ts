/** The review queue: one specimen at a time, held for whoever looks at it. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, BASE, told } from "./client";
import { Problem, problemOf } from "./problem";
import type { Decision } from "./types";

const ofOne = (id: string) => ({ params: { path: { specimen_id: id } } });

export const waitingQuery = queryOptions({
  queryKey: ["review"],
  queryFn: ({ signal }) => told(api.GET("/api/v1/review", asked(signal)), signal),
});

export const nextItem = (collection: string) => told(api.POST("/api/v1/review/next", { body: { collection } }));

export const holdAgain = (id: string) => told(api.PUT("/api/v1/review/{specimen_id}/hold", ofOne(id)));

export const lookAlikes = (id: string) => told(api.GET("/api/v1/review/{specimen_id}/alike", ofOne(id)));

export async function skipItem(id: string): Promise<void> {
  const response = await fetch(`${BASE}/review/${id}/skip`, { method: "POST" }).catch(() => {
    throw new Problem(0);
  });
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
}

/** Refused (412) where somebody changed it since it was read. */
export const decide = (id: string, version: number, decision: Decision) =>
  told(
    api.POST("/api/v1/review/{specimen_id}/decision", {
      params: { path: { specimen_id: id }, header: { "if-match": `"${version}"` } },
      body: { scientificName: "", taxonRank: "", taxonId: "", qualifier: "", basis: "picture", remarks: "", also: [], ...decision },
    }),
  );
