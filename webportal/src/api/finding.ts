/** Searches beyond words: typing ahead, numbers, places, pictures. */

import type { Box } from "../search/url";
import { api, asked, BASE, renditionUrl, told } from "./client";
import { Problem, problemOf } from "./problem";

/** Typing ahead: names that begin so, or are spelt nearly so. */
export const suggest = (q: string, signal?: AbortSignal) =>
  told(api.GET("/api/v1/taxa/suggest", { params: { query: { q } }, ...asked(signal) }), signal);

export const byNumbers = (numbers: string[], signal?: AbortSignal) =>
  told(api.POST("/api/v1/search/by-numbers", { body: { numbers }, ...asked(signal) }), signal);

export function places(q: string, [west, south, east, north]: Box, signal?: AbortSignal) {
  const query = { q, west, south, east, north };
  return told(api.GET("/api/v1/search/map", { params: { query }, ...asked(signal) }), signal);
}

/** Specimens whose pictures look most like this one, as the collection's release sees them; it is not kept. */
export function byPicture(picture: Blob, collection?: string, signal?: AbortSignal) {
  return told(
    api.POST("/api/v1/search/by-picture", {
      params: { query: { limit: 48, ...(collection && { collection }) } },
      body: picture as never,
      bodySerializer: (body: unknown) => body as BodyInit,
      headers: { "Content-Type": "application/octet-stream" },
      ...asked(signal),
    }),
    signal,
  );
}

/** The bytes of a picture in the house, to look for others like it. */
export async function pictureOf(imageId: string, signal?: AbortSignal): Promise<Blob> {
  const response = await fetch(renditionUrl(imageId, "full"), asked(signal)).catch((reason: unknown) => {
    throw signal?.aborted ? reason : new Problem(0);
  });
  if (!response.ok) throw problemOf(response.status, null);
  return response.blob();
}

/** Where the whole result comes as CSV. */
export const tableUrl = (q: string, sort: string): string =>
  `${BASE}/search/table?${new URLSearchParams({ q, sort })}`;
