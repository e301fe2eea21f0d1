/** What another release would change in a collection's names, and approving it. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, told } from "./client";
import type { Approval, NameDiff } from "./types";

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
