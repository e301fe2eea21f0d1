/** What speaks for an answer, and what a visitor keeps. */

import { queryOptions } from "@tanstack/react-query";
import { api, asked, told } from "./client";
import type { Keeping } from "./types";

export const evidenceQuery = (id: string) =>
  queryOptions({
    queryKey: ["evidence", id],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/specimens/{specimen_id}/evidence", { params: { path: { specimen_id: id } }, ...asked(signal) }), signal),
    staleTime: 60_000,
  });

/** `region`: the part of a picture of many that shows the specimen; null where all of it does. */
export const heatQuery = (imageId: string, region: string | null) =>
  queryOptions({
    queryKey: ["heat", imageId, region],
    queryFn: ({ signal }) =>
      told(api.GET("/api/v1/images/{image_id}/heat", { params: { path: { image_id: imageId }, ...(region && { query: { region } }) }, ...asked(signal) }), signal),
    staleTime: 600_000,
  });

/** Moves what a visitor sent into a collection; the answer is the specimen there. */
export const keep = (id: string, body: Keeping) =>
  told(api.POST("/api/v1/specimens/{specimen_id}/keep", { params: { path: { specimen_id: id } }, body }));
