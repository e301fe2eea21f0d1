/** Acts: signing in, identifying, taking in. */

import { api, asked, BASE, ofRun, told } from "./client";
import { Problem, problemOf } from "./problem";
import type { Act, DryRun, NewRun } from "./types";

/** The server keeps the key as a cookie that no script reads. */
export const signIn = (key: string, remember: boolean) =>
  told(api.POST("/api/v1/me/session", { body: { key, remember } }));

export async function signOut(): Promise<void> {
  const response = await fetch(`${BASE}/me/session`, { method: "DELETE" }).catch(() => null);
  if (!response?.ok) throw problemOf(response?.status ?? 0, null);
}

/** What a person says of a specimen; refused (412) where somebody changed it since it was read. */
export const identify = (id: string, version: number, act: Act) =>
  told(
    api.POST("/api/v1/specimens/{specimen_id}/identifications", {
      params: { path: { specimen_id: id }, header: { "if-match": `"${version}"` } },
      body: { scientificName: "", taxonRank: "", taxonId: "", qualifier: "", remarks: "", blind: false, also: [], wholeAct: false, ...act },
    }),
  );

/** What taking in a source would find; `onLife` is called while the server is at work. */
export async function dryRun(source: NewRun, onLife: () => void, signal: AbortSignal): Promise<DryRun> {
  const response = await fetch(`${BASE}/runs/dry-run`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(source),
    signal,
  }).catch((reason: unknown) => {
    throw signal.aborted ? reason : new Problem(0);
  });
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
  const last = await lastLine(response, onLife);
  if (last.report) return last.report;
  throw new Problem(422, { detail: last.problem ?? "" });
}

interface DryRunLine {
  report?: DryRun;
  problem?: string;
}

async function lastLine(response: Response, onLine: () => void): Promise<DryRunLine> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read()) {
    text += piece.value;
    onLine();
  }
  return JSON.parse(text.trim().split("\n").at(-1) || "{}") as DryRunLine;
}

export const beginRun = (source: NewRun) => told(api.POST("/api/v1/runs", { body: { public: false, ...source } }));

export const retryRun = (id: string) => told(api.POST("/api/v1/runs/{run_id}/retry", ofRun(id)));

export const beginStaged = (collection: string, name: string) =>
  told(api.POST("/api/v1/staged", { body: { collection, name } }));

export const staged = (id: string, signal?: AbortSignal) =>
  told(api.GET("/api/v1/staged/{staged_id}", { params: { path: { staged_id: id } }, ...asked(signal) }), signal);

export async function putStaged(id: string, path: string, file: Blob, signal: AbortSignal): Promise<void> {
  const response = await fetch(`${BASE}/staged/${id}/files?${new URLSearchParams({ path })}`, {
    method: "PUT",
    headers: { "Content-Type": "application/octet-stream" },
    body: file,
    signal,
  }).catch((reason: unknown) => {
    throw signal.aborted ? reason : new Problem(0);
  });
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null), response.headers.get("Retry-After"));
}
