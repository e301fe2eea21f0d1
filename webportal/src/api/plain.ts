/** Calls as openapi-fetch types them, in a tenth of its weight: the first page waits for this. */

interface Options {
  params?: { path?: Record<string, string>; query?: Record<string, unknown>; header?: Record<string, string> };
  headers?: Record<string, string>;
  body?: unknown;
  bodySerializer?: (body: unknown) => BodyInit;
  parseAs?: "blob";
  signal?: AbortSignal;
}

export function plainClient(): unknown {
  return { GET: call("GET"), POST: call("POST"), PUT: call("PUT") };
}

/** After so long without an answer, what is only read counts as not reached; what changes something is waited for. */
const MOST_MS = 120_000;

function patience(method: string, signal: AbortSignal | undefined): AbortSignal | undefined {
  if (method !== "GET" || !("any" in AbortSignal)) return signal;
  const late = AbortSignal.timeout(MOST_MS);
  return signal ? AbortSignal.any([signal, late]) : late;
}

const call = (method: string) => async (template: string, options: Options = {}) => {
  const { params = {}, headers = {}, body, bodySerializer, parseAs, signal } = options;
  const given = body === undefined ? null : bodySerializer ? bodySerializer(body) : JSON.stringify(body);
  const json = given !== null && !bodySerializer ? { "Content-Type": "application/json" } : {};
  const ending = patience(method, signal);
  const response = await fetch(addressOf(template, params), {
    method,
    headers: { ...json, ...params.header, ...headers },
    ...(given !== null && { body: given }),
    ...(ending && { signal: ending }),
  });
  if (!response.ok) return { error: await response.json().catch(() => null), response };
  return { data: parseAs === "blob" ? await response.blob() : await response.json(), response };
};

function addressOf(template: string, { path = {}, query = {} }: NonNullable<Options["params"]>): string {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ""));
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) asked.append(name, String(one));
    }
  }
  const text = asked.toString();
  return text ? `${filled}?${text}` : filled;
}
