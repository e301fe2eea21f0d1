/** Where a reader's pictures go: who has an account keeps them, who has none tries. */

import { mayContribute } from "../account/roles";
import type { Me } from "../api/types";

export const VISITORS = "visitors";
export const UPLOADS = "uploads";

/** Codes of collections that somebody may add to, the usual one first. */
export function offered(me: Me, codes: readonly string[]): string[] {
  const own = codes.filter((code) => code !== VISITORS && mayContribute(me, code));
  const first = me.administrator ? [UPLOADS] : [];
  const trying = me.visitors ? [VISITORS] : [];
  const all = [...new Set([...first, ...own, ...Object.keys(me.roles).filter((code) => mayContribute(me, code)), ...trying])];
  return all.length ? all : [UPLOADS];
}

const LIVING = "insecta living";

/** Asked once: the browser remembers what the last pictures showed. */
export const wasLiving = (): boolean => remembered() === "1";

function remembered(): string | null {
  try {
    return localStorage.getItem(LIVING);
  } catch {
    return null;
  }
}

export function rememberLiving(living: boolean): void {
  try {
    localStorage.setItem(LIVING, living ? "1" : "0");
  } catch {
    // forbidden: asked again in the next page
  }
}
