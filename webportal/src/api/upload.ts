/** Sends one picture and waits for its answer. XMLHttpRequest, because fetch tells no progress. */

import { BASE, image } from "./client";
import { Problem, problemOf } from "./problem";
import type { Image } from "./types";

export interface Sending {
  file: File;
  collection: string;
  catalogNumber: string;
  signal: AbortSignal;
  /** Share of the bytes sent, 0 to 1. */
  onSent: (share: number) => void;
}

const POLL_FIRST_MS = 400;
const POLL_MOST_MS = 4_000;

export async function upload(sending: Sending): Promise<Image> {
  let answer = await send(sending);
  for (let wait = POLL_FIRST_MS; answer.state === "waiting"; wait = Math.min(wait * 1.5, POLL_MOST_MS)) {
    await pause(wait, sending.signal);
    answer = await image(answer.id, sending.signal);
  }
  return answer;
}

function send({ file, collection, catalogNumber, signal, onSent }: Sending): Promise<Image> {
  const params = new URLSearchParams({ collection, fileName: file.name });
  if (catalogNumber) params.set("catalogNumber", catalogNumber);
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(stopped());
    const request = new XMLHttpRequest();
    request.open("POST", `${BASE}/images?${params}`);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", file.type || "application/octet-stream");
    request.setRequestHeader("Prefer", "wait=10");
    request.upload.onprogress = (event) => {
      if (event.lengthComputable) onSent(event.loaded / event.total);
    };
    request.upload.onload = () => onSent(1);
    request.onerror = () => reject(new Problem(0));
    request.onabort = () => reject(stopped());
    request.onload = () => {
      const { status, response } = request;
      if (status >= 200 && status < 300 && response) resolve(response as Image);
      else reject(problemOf(status, response, request.getResponseHeader("Retry-After")));
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(file);
  });
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(stopped());
    }, { once: true });
  });
}

function stopped(): DOMException {
  return new DOMException("stopped by the reader", "AbortError");
}
