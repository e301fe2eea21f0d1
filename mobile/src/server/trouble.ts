/** From what a server said, or did not say, to what the queue understands. */

import type { Trouble } from "../queue/item";

/** A call that did not do what it should. */
export class Troubled extends Error {
  constructor(readonly trouble: Trouble) {
    super(trouble.kind);
    this.name = "Troubled";
  }
}

const PASSES = new Set([408, 423, 425, 429, 502, 503, 504, 507]);

/** `body`: the answer's JSON where it has one (RFC 9457); any other body is ignored. */
export function troubleOf(status: number, body: unknown, retryAfter: string | null): Trouble {
  const told = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string) => (typeof told[name] === "string" ? (told[name] as string) : "");
  const detail = [text("detail") || text("title"), text("hint")].filter(Boolean).join(": ");
  if (status === 401) return { kind: "key", detail };
  if (status === 403 || status === 421) return { kind: "forbidden", detail };
  if (PASSES.has(status)) {
    const seconds = Number.parseInt(retryAfter ?? "", 10);
    return { kind: "busy", retryAfterS: Number.isFinite(seconds) && seconds >= 0 ? seconds : null };
  }
  if (status >= 500) return { kind: "server", status };
  return { kind: "refused", reason: text("reason") || `http_${status}`, detail };
}

export async function answerTrouble(response: Response): Promise<Troubled> {
  const body: unknown = await response.json().catch(() => null);
  return new Troubled(troubleOf(response.status, body, response.headers.get("Retry-After")));
}
