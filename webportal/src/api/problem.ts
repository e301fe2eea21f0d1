/** A failed call in a form that can be told to a person. */

export type ProblemKind = "offline" | "busy" | "key" | "missing" | "refused" | "server";

export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** What to do, and why a picture was refused, where the server said so. */
  readonly hint: string;
  readonly reason: string;
  /** Seconds after which trying again makes sense, where the server said so. */
  readonly retryAfter: number | null;

  constructor(
    status: number,
    fields: Partial<Pick<Problem, "title" | "detail" | "hint" | "reason" | "retryAfter">> = {},
  ) {
    super(fields.detail || fields.title || `HTTP ${status}`);
    this.kind = kindOf(status);
    this.status = status;
    this.title = fields.title ?? "";
    this.detail = fields.detail ?? "";
    this.hint = fields.hint ?? "";
    this.reason = fields.reason ?? "";
    this.retryAfter = fields.retryAfter ?? null;
  }

  get mayPass(): boolean {
    return this.kind === "offline" || this.kind === "busy";
  }

  /** The server is gone, or asks for less: whatever is sent next meets the same. */
  get forAll(): boolean {
    return this.kind === "offline" || this.status === 429 || this.status === 503;
  }
}

/** Status 0 stands for "no answer at all". */
function kindOf(status: number): ProblemKind {
  if (status === 0) return "offline";
  if (status === 401) return "key";
  if (status === 404 || status === 410) return "missing";
  if (status === 408 || status === 429 || status === 502 || status === 503 || status === 504)
    return "busy";
  return status >= 500 ? "server" : "refused";
}

/** Reads RFC 9457; any other body is ignored, so that no page of a proxy reaches the reader. */
export function problemOf(status: number, body: unknown, retryAfter?: string | null): Problem {
  const fields = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const text = (name: string): string => {
    const value = fields[name];
    return typeof value === "string" ? value : "";
  };
  const seconds = Number.parseInt(retryAfter ?? "", 10);
  return new Problem(status, {
    title: text("title"),
    detail: text("detail"),
    hint: text("hint"),
    reason: text("reason"),
    retryAfter: Number.isFinite(seconds) && seconds >= 0 ? seconds : null,
  });
}
