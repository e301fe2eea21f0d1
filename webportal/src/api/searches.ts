/** What the pages of the search ask for. */

import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { type Box, PAGE_SIZE, queryText, type SearchState } from "../search/url";
import * as api from "./client";
import * as finding from "./finding";

export const FACETS = [
  "genus", "rank", "trust", "abstention", "limit", "catalogued_genus", "country", "caste",
  "view", "collection", "note",
] as const;

/** A result by pages. The first brings the counts of the whole result, so that one answer shows all; those after it do not count again. */
export const searchQuery = (state: SearchState) =>
  infiniteQueryOptions({
    queryKey: ["search", queryText(state), state.sort, state.cursor],
    queryFn: ({ pageParam, signal }) => {
      const facets = pageParam === (state.cursor || null) ? FACETS : [];
      return api.search({ q: queryText(state), facets, sort: state.sort, limit: PAGE_SIZE, cursor: pageParam }, signal);
    },
    initialPageParam: state.cursor || null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const placesQuery = (q: string, box: Box) =>
  queryOptions({
    queryKey: ["places", q, box],
    queryFn: ({ signal }) => finding.places(q, box, signal),
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  });

export const suggestQuery = (text: string) =>
  queryOptions({
    queryKey: ["suggest", text],
    queryFn: ({ signal }) => finding.suggest(text, signal),
    enabled: text.length > 1,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });

/** A number as somebody types it, however it is written. */
export const numberQuery = (text: string) =>
  queryOptions({
    queryKey: ["number", text],
    queryFn: ({ signal }) => finding.byNumbers([text], signal),
    enabled: /\d/.test(text) && text.length > 2 && !text.includes(":"),
    staleTime: 60_000,
  });

/** Specimens that look like a picture of the house. */
export const alikeQuery = (imageId: string, collection?: string) =>
  queryOptions({
    queryKey: ["alike", imageId, collection],
    queryFn: async ({ signal }) => finding.byPicture(await finding.pictureOf(imageId, signal), collection, signal),
    staleTime: 60_000,
  });
