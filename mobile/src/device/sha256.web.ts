import { sha256 as slowly } from "@noble/hashes/sha2.js";
import { hex } from "./uuid";

/** The browser's own where it has one; pages over plain http have none. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  if (!globalThis.crypto?.subtle) return hex(slowly(bytes));
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource)));
}
