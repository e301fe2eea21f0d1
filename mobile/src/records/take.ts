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
  /** How many came after the last that the find has room for: nobody looked at them. */
  beyond: number;
}

/** Views of one insect: who chooses more has chosen several insects. */
export const MOST_VIEWS = 12;

/** Add pictures to a find; the same picture again, or a second tap, adds nothing. Throws NoRoom. */
export async function take(library: Library, find: Find, picked: readonly Picked[], means: Means, most = MOST_VIEWS): Promise<Taken> {
  const there = picturesOf(library.shelf(), find.id);
  const seen = new Set(there.map(({ sha256 }) => sha256));
  const taken: Taken = { pictures: [], repeated: [], beyond: 0 };
  for (const [place, one] of picked.entries()) {
    if (seen.size >= most) {
      taken.beyond = picked.length - place;
      break;
    }
    const bytes = await one.read();
    const sha256 = await means.sha256(bytes);
    if (seen.has(sha256)) {
      taken.repeated.push(one.fileName);
      continue;
    }
    seen.add(sha256);
    const id = means.uuid();
    await library.store.putBytes(id, bytes);
    const uri = await library.store.uri(id, one.type);
    const hints = uri ? await means.hints(uri, one.type).catch(() => []) : [];
    taken.pictures.push({
      id, findId: find.id, order: there.length + taken.pictures.length, fileName: one.fileName, type: one.type,
      bytes: bytes.length, sha256, width: one.width, height: one.height, view: "", hints, added: means.now(),
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
