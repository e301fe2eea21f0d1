/** A collection's report for a period. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, BASE, told } from "./client";

export interface Asked {
  from?: string;
  to?: string;
}

export const reportQuery = (code: string, period: Asked) =>
  queryOptions({
    queryKey: ["report", code, period],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/collections/{code}/report", { params: { path: { code }, query: period }, ...asked(signal) }), signal),
    staleTime: 0,
  });

export const reportTableUrl = (code: string, period: Asked): string =>
  `${BASE}/collections/${encodeURIComponent(code)}/report/table?${new URLSearchParams({ ...period })}`;
