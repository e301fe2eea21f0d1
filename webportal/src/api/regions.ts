/** The boxes of a picture of many specimens: read with the picture's version, and changed on it. */

import { queryOptions } from "@tanstack/react-query";
import { asked, BASE } from "./client";
import { Problem, problemOf } from "./problem";
import type { Region } from "./types";

export type Box = Region["box"];
export type RegionKind = Region["kind"];

/** `version`: the ETag, which a change has to name. */
export interface Regions {
  version: string;
  items: readonly Region[];
}

const of = (image: string, more = ""): string => `${BASE}/images/${encodeURIComponent(image)}/regions${more}`;

async function answer(address: string, options: RequestInit, signal?: AbortSignal): Promise<Response> {
  const response = await fetch(address, options).catch((reason: unknown) => {
    throw signal?.aborted ? reason : new Problem(0);
  });
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
  return response;
}

async function regions(response: Response): Promise<Regions> {
  const { items } = (await response.json()) as { items: Region[] };
  return { version: response.headers.get("ETag") ?? "", items };
}

export const readRegions = async (image: string, signal?: AbortSignal): Promise<Regions> => regions(await answer(of(image), asked(signal), signal));

export const regionsQuery = (image: string) =>
  queryOptions({
    queryKey: ["regions", image],
    queryFn: ({ signal }) => readRegions(image, signal),
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.items.some(isWaiting) ? 1_500 : false),
  });

/** Drawn, and not looked at yet. */
export const isWaiting = ({ kind, name }: Region): boolean => kind === "specimen" && (name === null || name.trust === null);

const changing = (version: string, body: unknown): RequestInit => ({
  headers: { "If-Match": version, "Content-Type": "application/json" },
  body: JSON.stringify(body),
});

export interface Drawn {
  box: Box;
  kind: RegionKind;
}

/** A change: boxes that give way by their ids, and boxes that are drawn. Either may be empty, not both. */
export interface Change {
  gone: readonly string[];
  drawn: readonly Drawn[];
}

/** In one request, so that all of it happens or nothing does; one more for every further kind of what is drawn. */
export async function change(image: string, version: string, { gone, drawn }: Change): Promise<void> {
  let [now, regions] = [version, gone];
  for (const kind of kindsOf(drawn)) {
    const boxes = drawn.filter((one) => one.kind === kind).map(({ box }) => box);
    const done = await answer(of(image, "/redraw"), { method: "POST", ...changing(now, { regions, boxes, kind }) });
    [now, regions] = [done.headers.get("ETag") ?? "", []];
  }
}

const kindsOf = (drawn: readonly Drawn[]): readonly RegionKind[] => (drawn.length ? [...new Set(drawn.map(({ kind }) => kind))] : ["specimen"]);
