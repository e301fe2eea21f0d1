/** What was measured of a release, and letting one answer. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, told } from "./client";

export const figuresQuery = (digest: string) =>
  queryOptions({
    queryKey: ["figures", digest],
    queryFn: ({ signal }) => told(api.GET("/api/v1/releases/{digest}/figures", { params: { path: { digest } }, ...asked(signal) }), signal),
    staleTime: 60_000,
  });

export const promote = (digest: string, override: string) =>
  told(api.POST("/api/v1/releases/{digest}/promote", { params: { path: { digest } }, body: { override } }));

export const rollBack = () => told(api.POST("/api/v1/releases/rollback", { body: {} }));
