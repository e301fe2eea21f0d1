/** The one place that speaks HTTP: reading through the generated client, uploads by tus 1.0. */

import createClient, { type Client } from "openapi-fetch";
import { fetch as fetching } from "../device/fetch";
import type { Upload } from "../queue/item";
import type { components, paths } from "./schema";
import { answerTrouble, Troubled, troubleOf } from "./trouble";

type Schemas = components["schemas"];
export type Image = Schemas["Image"];
export type Specimen = Schemas["Specimen"];
export type SearchPage = Schemas["SearchPage"];
export type Card = Schemas["Card"];
export type Suggestion = Schemas["Suggestion"];
export type Release = Schemas["Release"];
export type Collection = Schemas["Collection"];
export type Me = Schemas["Me"];

const BASE = "/api/v1";
const PART = "application/offset+octet-stream";
const CALL_MS = 30_000;
/** A part of an upload has longer: a bad connection may need a minute for it. */
const PART_MS = 120_000;

/** What is told of a picture before its bytes. */
export interface Outgoing {
  fileName: string;
  collection: string;
  number: string;
  view: string;
  licence: string;
  creator: string;
  basis: string;
  bytes: number;
}

/** How much of an upload the server has, and the picture it became. */
export interface Standing {
  offset: number;
  imageId: string | null;
}

interface Told<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export class Api {
  private readonly client: Client<paths>;

  constructor(
    readonly server: string,
    private readonly key: string,
    /** How long a call may take, ms. */
    private readonly patience = CALL_MS,
  ) {
    this.client = createClient<paths>({
      baseUrl: server,
      headers: this.headers(),
      fetch: (request: Request) => this.call(request.url, { method: request.method, headers: request.headers, signal: request.signal }, this.patience),
    });
  }

  /** How far this device's clock is ahead of the server's, ms, as the last answer told. */
  private skew = 0;

  get aheadMs(): number {
    return this.skew;
  }

  private headers(): Record<string, string> {
    return this.key ? { Authorization: `Bearer ${this.key}` } : {};
  }

  /** Throws Troubled where no answer came in time. It goes on counting while the body comes, which may stand still, too. */
  private async call(url: string, init: RequestInit, milliseconds: number): Promise<Response> {
    const timer = new AbortController();
    const outer = init.signal;
    const stop = () => timer.abort();
    outer?.addEventListener("abort", stop);
    if (outer?.aborted) stop();
    const end = () => outer?.removeEventListener("abort", stop);
    const clock = setTimeout(() => {
      end();
      stop();
    }, milliseconds);
    // Where tests run, a clock that nobody waits for keeps nothing open.
    (clock as { unref?: () => void }).unref?.();
    try {
      const response = await fetching(url, { ...init, signal: timer.signal });
      const told = Date.parse(response.headers.get("Date") ?? "");
      if (Number.isFinite(told)) this.skew = Date.now() - told;
      return response;
    } catch (error) {
      clearTimeout(clock);
      end();
      if (outer?.aborted) throw error;
      throw new Troubled({ kind: "offline" });
    }
  }

  private async told<T>(call: Promise<Told<T>>): Promise<T> {
    const { data, error, response } = await call;
    if (response.ok && data !== undefined) return data;
    throw new Troubled(troubleOf(response.status, error, response.headers.get("Retry-After")));
  }

  image(id: string): Promise<Image> {
    return this.told(this.client.GET("/api/v1/images/{image_id}", { params: { path: { image_id: id } } }));
  }

  specimen(id: string): Promise<Specimen> {
    return this.told(this.client.GET("/api/v1/specimens/{specimen_id}", { params: { path: { specimen_id: id } } }));
  }

  search(q: string, cursor: string | null, signal?: AbortSignal): Promise<SearchPage> {
    const query = { q, limit: 30, facet: [], ...(cursor && { cursor }) };
    return this.told(this.client.GET("/api/v1/search", { params: { query }, ...(signal && { signal }) }));
  }

  async suggest(q: string, signal?: AbortSignal): Promise<Suggestion[]> {
    const told = this.client.GET("/api/v1/taxa/suggest", { params: { query: { q } }, ...(signal && { signal }) });
    return (await this.told(told)).items;
  }

  async releases(): Promise<Release[]> {
    return (await this.told(this.client.GET("/api/v1/releases"))).items;
  }

  async collections(): Promise<Collection[]> {
    return (await this.told(this.client.GET("/api/v1/collections"))).items;
  }

  me(): Promise<Me> {
    return this.told(this.client.GET("/api/v1/me"));
  }

  /** The files of a release as one zip archive. */
  async pack(digest: string): Promise<Uint8Array> {
    const response = await this.call(`${this.server}${BASE}/releases/${digest}/pack`, { headers: this.headers() }, 10 * CALL_MS);
    if (!response.ok) throw await answerTrouble(response);
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Set record fields of a specimen. */
  async amend(specimenId: string, record: Record<string, string | number | null>, signal: AbortSignal): Promise<void> {
    const response = await this.call(
      `${this.server}${BASE}/specimens/${specimenId}`,
      { method: "PATCH", headers: { ...this.headers(), "Content-Type": "application/json" }, body: JSON.stringify({ record }), signal },
      CALL_MS,
    );
    if (!response.ok) throw await answerTrouble(response);
  }

  /** An address as an image element needs it: pictures that need a key are fetched instead. */
  address(path: string): string {
    return `${this.server}${path}`;
  }

  get imageHeaders(): Record<string, string> {
    return this.headers();
  }

  // Uploads: tus 1.0.

  async begin(picture: Outgoing, signal: AbortSignal): Promise<string> {
    const response = await this.tus("POST", `${this.server}${BASE}/uploads`, signal, {
      "Upload-Length": String(picture.bytes),
      "Upload-Metadata": metadata(picture),
    });
    const address = response.headers.get("Location");
    if (!address) throw new Troubled({ kind: "server", status: response.status });
    return new URL(address, this.server).toString();
  }

  async where(upload: Upload, signal: AbortSignal): Promise<Standing> {
    return standing(await this.tus("HEAD", upload.url, signal));
  }

  /** Send a part from the upload's offset on. */
  async add(upload: Upload, part: Uint8Array, signal: AbortSignal): Promise<Standing> {
    const headers = { "Content-Type": PART, "Upload-Offset": String(upload.offset) };
    return standing(await this.tus("PATCH", upload.url, signal, headers, part));
  }

  async end(upload: Upload): Promise<void> {
    await this.tus("DELETE", upload.url, new AbortController().signal);
  }

  private async tus(method: string, url: string, signal: AbortSignal, headers: Record<string, string> = {}, body?: Uint8Array): Promise<Response> {
    const all = { ...this.headers(), "Tus-Resumable": "1.0.0", ...headers };
    const init: RequestInit = { method, headers: all, signal, ...(body && { body: body as unknown as BodyInit }) };
    const response = await this.call(url, init, body ? PART_MS : CALL_MS);
    if (response.ok) return response;
    // What an address of an upload may answer besides the rest: gone, or at another place.
    if (method !== "POST" && [404, 409, 410].includes(response.status)) {
      throw new Troubled(response.status === 409 ? { kind: "busy", retryAfterS: 0 } : { kind: "lost" });
    }
    throw await answerTrouble(response);
  }
}

function standing(response: Response): Standing {
  const offset = Number.parseInt(response.headers.get("Upload-Offset") ?? "", 10);
  const imageId = /\/images\/([\da-f-]{36})$/.exec(response.headers.get("Insecta-Image") ?? "")?.[1] ?? null;
  if (!Number.isFinite(offset)) throw new Troubled({ kind: "server", status: response.status });
  return { offset, imageId };
}

function metadata(picture: Outgoing): string {
  const pairs: [string, string][] = [
    ["filename", picture.fileName], ["collection", picture.collection], ["catalogNumber", picture.number],
    ["view", picture.view], ["licence", picture.licence], ["creator", picture.creator],
    ["basisOfRecord", picture.basis],
  ];
  return pairs.filter(([, value]) => value).map(([name, value]) => `${name} ${base64(value)}`).join(",");
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}
