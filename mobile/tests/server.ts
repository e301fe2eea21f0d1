/** A server as the queue meets it: tus and images by their rules, on a network that loses, delays and repeats. */
import type { Remote } from "../src/queue/driver";
import type { Upload } from "../src/queue/item";
import type { Image, Outgoing, Standing } from "../src/server/api";
import { Troubled } from "../src/server/trouble";

interface Kept {
  about: Outgoing;
  received: number;
  parts: number[];
  image: string | null;
}

export interface Call {
  what: string;
  /** Let the server do it, and the caller know. */
  serve(): void;
  /** The server does it, the caller hears nothing but a broken connection. */
  serveUnheard(): void;
  /** It never reaches the server. */
  lose(): void;
}

export class World {
  readonly uploads = new Map<string, Kept>();
  /** Rows of images by their natural key, as receive.py makes them. */
  readonly images = new Map<string, { id: string; specimen: string; made: number }>();
  readonly amended = new Map<string, Record<string, string | number | null>>();
  readonly pending: Call[] = [];
  bytesTaken = 0;
  keyValid = true;
  busy = false;
  refuses: (about: Outgoing) => boolean = () => false;
  private made = 0;

  /** Uploads are swept after a day. */
  sweep(): void {
    this.uploads.clear();
  }

  remote(signalDead: () => boolean): Remote {
    const call = <T,>(what: string, signal: AbortSignal | null, work: () => T): Promise<T> =>
      new Promise((resolve, reject) => {
        const out = () => {
          const at = this.pending.indexOf(one);
          if (at >= 0) this.pending.splice(at, 1);
        };
        const tell = (settle: () => void) => (signalDead() ? undefined : settle());
        const attempt = (): (() => void) => {
          try {
            this.admit(what);
            const value = work();
            return () => resolve(value);
          } catch (error) {
            return () => reject(error as Error);
          }
        };
        const one: Call = {
          what,
          serve: () => { out(); tell(attempt()); },
          serveUnheard: () => { out(); attempt(); tell(() => reject(new Troubled({ kind: "offline" }))); },
          lose: () => { out(); tell(() => reject(new Troubled({ kind: "offline" }))); },
        };
        // An aborted request may still be on its way to the server: it stays among the pending.
        signal?.addEventListener("abort", () => tell(() => reject(new Error("aborted"))));
        this.pending.push(one);
      });
    return {
      server: "http://server",
      begin: (about, signal) => call("begin", signal, () => this.begin(about)),
      where: (upload, signal) => call("where", signal, () => this.standing(upload)),
      add: (upload, part, signal) => call("add", signal, () => this.add(upload, part)),
      end: (upload) => call("end", null, () => void this.uploads.delete(upload.url)),
      image: (id) => call("image", null, () => this.image(id)),
      amend: (specimen, record, signal) => call("amend", signal, () => void this.amended.set(specimen, record)),
    };
  }

  private admit(what: string): void {
    if (!this.keyValid) throw new Troubled({ kind: "key", detail: "no longer valid" });
    if (this.busy && what !== "end") throw new Troubled({ kind: "busy", retryAfterS: 2 });
  }

  private begin(about: Outgoing): string {
    const url = `http://server/uploads/${(this.made += 1)}`;
    this.uploads.set(url, { about, received: 0, parts: [], image: null });
    return url;
  }

  private kept(upload: Upload): Kept {
    const found = this.uploads.get(upload.url);
    if (!found) throw new Troubled({ kind: "lost" });
    return found;
  }

  private standing(upload: Upload): Standing {
    const kept = this.kept(upload);
    return { offset: kept.received, imageId: this.complete(kept) };
  }

  private add(upload: Upload, part: Uint8Array): Standing {
    const kept = this.kept(upload);
    if (kept.received !== upload.offset) throw new Troubled({ kind: "busy", retryAfterS: 0 });
    kept.received += part.length;
    kept.parts.push(...part);
    this.bytesTaken += part.length;
    return { offset: kept.received, imageId: this.complete(kept) };
  }

  private complete(kept: Kept): string | null {
    if (kept.received < kept.about.bytes) return null;
    if (this.refuses(kept.about)) throw new Troubled({ kind: "refused", reason: "damaged", detail: "" });
    const key = `${kept.about.collection}|${kept.about.number}|${kept.parts.join(",")}`;
    const known = this.images.get(key);
    if (known) return (kept.image = known.id);
    const id = `image-${this.images.size + 1}`;
    this.images.set(key, { id, specimen: `specimen-${kept.about.number}`, made: 1 });
    return (kept.image = id);
  }

  private image(id: string): Image {
    const found = [...this.images.values()].find((one) => one.id === id);
    if (!found) throw new Troubled({ kind: "refused", reason: "http_404", detail: "" });
    return { id, specimenId: found.specimen } as Image;
  }
}
