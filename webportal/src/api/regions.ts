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

const changing = (version: string, body?: unknown): RequestInit => ({
  headers: { "If-Match": version, ...(body !== undefined && { "Content-Type": "application/json" }) },
  ...(body !== undefined && { body: JSON.stringify(body) }),
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

export async function change(image: string, version: string, { gone, drawn }: Change): Promise<void> {
  const [first] = drawn;
  if (gone.length && first && drawn.every(({ kind }) => kind === first.kind)) {
    const boxes = drawn.map(({ box }) => box);
    await answer(of(image, "/redraw"), { method: "POST", ...changing(version, { regions: gone, boxes, kind: first.kind }) });
    return;
  }
  let now = version;
  for (const one of drawn) {
    await answer(of(image), { method: "POST", ...changing(now, one) });
    now = await versionOf(image);
  }
  for (const id of gone) {
    await answer(of(image, `/${id}`), { method: "DELETE", ...changing(now) });
    now = await versionOf(image);
  }
}

const versionOf = async (image: string): Promise<string> => (await answer(of(image), {})).headers.get("ETag") ?? "";
