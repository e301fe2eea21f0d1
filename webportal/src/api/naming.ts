/** What another release would change in a collection's names, and approving it. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, BASE, told } from "./client";
import { Problem, problemOf } from "./problem";
import type { Approval, NameDiff, Part } from "./types";

const of = (code: string) => ({ params: { path: { code } } });

/** Typed here, because the route also answers CSV and so describes no single type. */
export const diffQuery = (code: string) =>
  queryOptions({
    queryKey: ["diff", code],
    queryFn: ({ signal }) => told(api.GET("/api/v1/collections/{code}/diff", { ...of(code), ...asked(signal) }), signal) as Promise<NameDiff>,
    staleTime: 0,
  });

/** Every change, as the server writes it for spreadsheets. */
export const diffCsv = (code: string): Promise<Blob> =>
  told(api.GET("/api/v1/collections/{code}/diff", { ...of(code), headers: { Accept: "text/csv" }, parseAs: "blob" })) as Promise<Blob>;

export const approve = (code: string, approval: Approval) =>
  told(api.POST("/api/v1/collections/{code}/shown", { ...of(code), body: { least: 0.99, incomplete: false, ...approval } }));

/** Whose names it shows, its standing rule, and what was approved before. */
export const shownQuery = (code: string) =>
  queryOptions({
    queryKey: ["shown", code],
    queryFn: ({ signal }) => told(api.GET("/api/v1/collections/{code}/shown", { ...of(code), ...asked(signal) }), signal),
    staleTime: 0,
  });

/** What approving a part would change; nothing is written. */
export const previewPart = (code: string, part: Part) =>
  told(api.POST("/api/v1/collections/{code}/shown/preview", { ...of(code), body: part }));

export const keepRule = (code: string, part: Part): Promise<void> => ruled(code, "PUT", part);
export const forgetRule = (code: string): Promise<void> => ruled(code, "DELETE");

/** Answered with nothing, so without the client that reads a body. */
async function ruled(code: string, method: string, part?: Part): Promise<void> {
  const body = part && { headers: { "Content-Type": "application/json" }, body: JSON.stringify(part) };
  const response = await fetch(`${BASE}/collections/${encodeURIComponent(code)}/shown/rule`, { method, ...body }).catch(() => {
    throw new Problem(0);
  });
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null));
}
