/** A picture comes in: its bytes first, then what is known of it. */

import type { Library } from "../store/library";
import type { Picked } from "../device/pick";
import { picturesOf } from "../store/library";
import type { Find, Hint, Picture } from "./find";

export interface Means {
  uuid(): string;
  sha256(bytes: Uint8Array): Promise<string>;
  /** Measured on the picture; empty where the device cannot read the format. */
  hints(uri: string, type: string): Promise<Hint[]>;
  now(): string;
}

export interface Taken {
  pictures: Picture[];
  /** File names of those that the find has already. */
  repeated: string[];
}

const MOST_VIEWS = 12;

/** Add pictures to a find; the same picture again, or a second tap, adds nothing. Throws NoRoom. */
export async function take(library: Library, find: Find, picked: readonly Picked[], means: Means): Promise<Taken> {
  const there = picturesOf(library.shelf(), find.id);
  const seen = new Set(there.map(({ sha256 }) => sha256));
  const taken: Taken = { pictures: [], repeated: [] };
  for (const one of picked) {
    const sha256 = await means.sha256(one.bytes);
    if (seen.has(sha256) || seen.size >= MOST_VIEWS) {
      taken.repeated.push(one.fileName);
      continue;
    }
    seen.add(sha256);
    const id = means.uuid();
    await library.store.putBytes(id, one.bytes);
    const uri = await library.store.uri(id, one.type);
    const hints = uri ? await means.hints(uri, one.type).catch(() => []) : [];
    taken.pictures.push({
      id, findId: find.id, order: there.length + taken.pictures.length, fileName: one.fileName, type: one.type,
      bytes: one.bytes.length, sha256, width: one.width, height: one.height, view: "", hints, added: means.now(),
    });
  }
  if (taken.pictures.length === 0) return taken;
  const known = library.shelf().finds.has(find.id);
  await library.write([
    ...(known ? [] : [{ kind: "find", put: find } as const]),
    ...taken.pictures.map((put) => ({ kind: "picture", put }) as const),
  ]);
  return taken;
}
