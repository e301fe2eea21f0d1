/**
 * Sends one picture in parts that may break off and go on (tus 1.0). XMLHttpRequest, because fetch
 * tells no upload progress. Where an upload stands is remembered, so that the same file goes on after
 * a lost line, a reload, or the next day.
 */

import { BASE } from "./client";
import { Problem, problemOf } from "./problem";

/** What is said of a picture, in the words of `Upload-Metadata`. */
export interface Said {
  filename: string;
  collection: string;
  catalogNumber?: string;
  basisOfRecord?: string;
  specimen?: string;
}

export interface Parts {
  file: Blob;
  said: Said;
  /** The same for the same file sent for the same purpose. */
  fingerprint: string;
  signal: AbortSignal;
  /** Share of the bytes sent, 0 to 1. */
  onSent: (share: number) => void;
}

const PART = 4 * 1024 * 1024;
const VERSION = { "Tus-Resumable": "1.0.0" };
const TYPE = "application/offset+octet-stream";
const MOST_DETOURS = 5;
/** Without a byte there or an answer back for so long, the line counts as lost: then it is tried anew. */
export const STILL_MS = 60_000;

/** The address of the picture that the upload became. */
export function sendInParts(parts: Parts): Promise<string> {
  return alone(parts.fingerprint, parts.signal, () => send(parts));
}

/** Two tabs that send the same file take turns, where the browser has locks. */
function alone<T>(name: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const locks = (navigator as { locks?: LockManager }).locks;
  return locks ? (locks.request(`insecta ${name}`, { signal }, work) as Promise<T>) : work();
}

async function send(parts: Parts): Promise<string> {
  let here = (await whereItStands(parts)) ?? (await begin(parts));
  for (let detours = 0; here.image === null; ) {
    try {
      here = await add(parts, here);
    } catch (error) {
      const elsewhere = error instanceof Problem && (error.status === 409 || error.status === 423);
      if (!elsewhere || (detours += 1) > MOST_DETOURS) throw forgotten(parts.fingerprint, error);
      here = (await whereItStands(parts)) ?? (await begin(parts));
    }
  }
  forget(parts.fingerprint);
  return here.image;
}

interface Standing {
  address: string;
  offset: number;
  image: string | null;
}

async function begin({ file, said, fingerprint, signal, onSent }: Parts): Promise<Standing> {
  const first = file.slice(0, PART);
  const headers = {
    ...VERSION,
    "Upload-Length": String(file.size),
    "Upload-Metadata": metadata(said),
    "Content-Type": TYPE,
  };
  const answer = await call("POST", `${BASE}/uploads`, { headers, body: first, signal, onSent: shareOf(file, 0, onSent) });
  const address = pathOf(answer.header("Location"));
  remember(fingerprint, address);
  return standing(address, answer);
}

/** Where a remembered upload stands; null where there is none any more. */
async function whereItStands({ fingerprint, signal }: Parts): Promise<Standing | null> {
  const address = remembered(fingerprint);
  if (!address) return null;
  try {
    return standing(address, await call("HEAD", address, { headers: VERSION, signal }));
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== "missing") throw error;
    forget(fingerprint);
    return null;
  }
}

async function add({ file, signal, onSent }: Parts, { address, offset }: Standing): Promise<Standing> {
  const headers = { ...VERSION, "Upload-Offset": String(offset), "Content-Type": TYPE };
  const body = file.slice(offset, offset + PART);
  return standing(address, await call("PATCH", address, { headers, body, signal, onSent: shareOf(file, offset, onSent) }));
}

const standing = (address: string, { header }: Told): Standing => ({
  address,
  offset: Number(header("Upload-Offset")),
  image: header("Insecta-Image") || null,
});

/** An upload that was judged and refused is over: the next try begins anew. */
function forgotten(fingerprint: string, error: unknown): unknown {
  if (error instanceof Problem && error.kind === "refused") forget(fingerprint);
  return error;
}

const shareOf = (file: Blob, offset: number, onSent: (share: number) => void) => (loaded: number) =>
  onSent(Math.min(1, (offset + loaded) / Math.max(file.size, 1)));

interface Call {
  headers: Readonly<Record<string, string>>;
  signal: AbortSignal;
  body?: Blob;
  onSent?: (loaded: number) => void;
}

interface Told {
  header: (name: string) => string;
}

function call(method: string, address: string, { headers, signal, body, onSent }: Call): Promise<Told> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped());
    const request = new XMLHttpRequest();
    request.open(method, address);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    let still: ReturnType<typeof setTimeout> | undefined;
    const wait = () => {
      clearTimeout(still);
      still = setTimeout(() => {
        reject(new Problem(0));
        request.abort();
      }, STILL_MS);
    };
    if (body) request.upload.onprogress = ({ loaded }) => {
      wait();
      onSent?.(loaded);
    };
    request.onloadend = () => clearTimeout(still);
    request.onerror = () => reject(new Problem(0));
    request.onabort = () => reject(stopped());
    request.onload = () => {
      const { status, responseText } = request;
      if (status >= 200 && status < 300) resolve({ header: (name) => request.getResponseHeader(name) ?? "" });
      else reject(problemOf(status, parsed(responseText), request.getResponseHeader("Retry-After")));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    wait();
    request.send(body ?? null);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Only ever our own server, whatever a proxy writes into `Location`. */
const pathOf = (address: string): string => new URL(address, window.location.href).pathname;

const metadata = (said: Said): string =>
  Object.entries(said)
    .filter(([, value]) => value)
    .map(([key, value]) => `${key} ${base64(value)}`)
    .join(",");

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

export const stopped = (): DOMException => new DOMException("stopped by the reader", "AbortError");

const KEY = "insecta upload ";

/** The browser may forbid storage: then an upload goes on within this page only. */
const inPage = new Map<string, string>();

function remember(fingerprint: string, address: string): void {
  inPage.set(fingerprint, address);
  try {
    localStorage.setItem(KEY + fingerprint, address);
  } catch {
    // full or forbidden
  }
}

function remembered(fingerprint: string): string | null {
  try {
    return localStorage.getItem(KEY + fingerprint) ?? inPage.get(fingerprint) ?? null;
  } catch {
    return inPage.get(fingerprint) ?? null;
  }
}

function forget(fingerprint: string): void {
  inPage.delete(fingerprint);
  try {
    localStorage.removeItem(KEY + fingerprint);
  } catch {
    // forbidden
  }
}

/** Gives a broken-off upload up, so that its bytes need not wait for their last day. */
export function giveUp(fingerprint: string): void {
  const address = remembered(fingerprint);
  forget(fingerprint);
  if (address) void fetch(address, { method: "DELETE", headers: VERSION, keepalive: true }).catch(() => undefined);
}
