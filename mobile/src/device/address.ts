import { fetch } from "./fetch";

const CHUNK = 0x8000;

/** A data address of what a server gives to those with a key. */
export async function bytesAddress(url: string, headers: Record<string, string>): Promise<string> {
  const response = await fetch(url, { headers });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += CHUNK) text += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return `data:${response.headers.get("Content-Type") ?? "image/jpeg"};base64,${btoa(text)}`;
}
