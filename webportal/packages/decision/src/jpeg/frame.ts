/** The head of a JPEG: how large it is, of which components, and what else its writer said. */

import { huffman, type Huffman } from "./bits";
import { MOST_PIXELS, Unreadable } from "./unreadable";

export interface Component {
  readonly id: number;
  /** Samples across and down in one unit of the picture. */
  readonly across: number;
  readonly down: number;
  readonly table: number;
  /** Blocks that hold its samples, without and with those that only fill the last unit. */
  readonly blocks: { readonly across: number; readonly down: number; readonly wide: number; readonly high: number };
}

export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly progressive: boolean;
  readonly components: readonly Component[];
  /** The largest `across` and `down`. */
  readonly most: { readonly across: number; readonly down: number };
}

/** What the segments before a scan have set. */
export interface Tables {
  readonly steps: (Uint16Array | undefined)[];
  readonly dc: (Huffman | undefined)[];
  readonly ac: (Huffman | undefined)[];
  restart: number;
}

/** What a writer said beside the picture. */
export interface Remarks {
  jfif: boolean;
  /** Adobe's word on colours: 0 as they are, 1 YCbCr. */
  adobe: number | null;
  exif: Uint8Array | null;
  xmp: Uint8Array | null;
  readonly profile: Map<number, Uint8Array>;
}

const ZIGZAG = Uint8Array.from([
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
]);
/** Place of the n-th frequency; a broken count ends in the last. */
export const placeOf = (n: number): number => ZIGZAG[n] ?? 63;

export const u16 = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

export function frameOf(body: Uint8Array, progressive: boolean): Frame {
  const [height, width, count] = [u16(body, 1), u16(body, 3), body[5] ?? 0];
  if (body[0] !== 8 || !height || !width || body.length !== 6 + 3 * count) throw new Unreadable("its head is of a rare kind");
  if (width * height > MOST_PIXELS) throw new Unreadable("it has too many pixels");
  if (count !== 1 && count !== 3) throw new Unreadable(`it has ${count} colour components`);
  const told = Array.from({ length: count }, (_, n) => {
    const [id = 0, sampling = 0, table = 0] = body.subarray(6 + 3 * n);
    return { id, across: sampling >> 4, down: sampling & 15, table };
  });
  if (told.some(({ across, down }) => across < 1 || across > 4 || down < 1 || down > 4)) throw new Unreadable("its head is broken");
  const most = { across: Math.max(...told.map((one) => one.across)), down: Math.max(...told.map((one) => one.down)) };
  const units = { across: Math.ceil(width / (8 * most.across)), down: Math.ceil(height / (8 * most.down)) };
  const components = told.map((one) => ({
    ...one,
    blocks: {
      across: Math.ceil((width * one.across) / (8 * most.across)), down: Math.ceil((height * one.down) / (8 * most.down)),
      wide: units.across * one.across, high: units.down * one.down,
    },
  }));
  return { width, height, progressive, components, most };
}

/** DQT: how coarsely frequencies are kept. */
export function readSteps(body: Uint8Array, { steps }: Tables): void {
  for (let at = 0; at < body.length; ) {
    const [wide, table] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15];
    const found = new Uint16Array(64);
    for (let n = 0; n < 64; n += 1) found[placeOf(n)] = wide ? u16(body, at + 1 + 2 * n) : (body[at + 1 + n] ?? 0);
    steps[table] = found;
    at += 1 + (wide ? 128 : 64);
  }
}

/** DHT: the codes of symbols. */
export function readCodes(body: Uint8Array, tables: Tables): void {
  for (let at = 0; at < body.length; ) {
    const [kind, table] = [(body[at] ?? 0) >> 4, (body[at] ?? 0) & 15];
    const lengths = body.slice(at + 1, at + 17);
    const count = lengths.reduce((sum, n) => sum + n, 0);
    (kind ? tables.ac : tables.dc)[table] = huffman(lengths, body.slice(at + 17, at + 17 + count));
    at += 17 + count;
  }
}

const says = (body: Uint8Array, text: string): boolean => [...text].every((letter, n) => body[n] === letter.charCodeAt(0));
const EXIF = "Exif\0\0";
const XMP = "http://ns.adobe.com/xap/1.0/\0";
const PROFILE = "ICC_PROFILE\0";

/** APP0 to APP15, by their number. */
export function readRemark(number: number, body: Uint8Array, remarks: Remarks): void {
  if (number === 0 && says(body, "JFIF\0")) remarks.jfif = true;
  else if (number === 1 && says(body, EXIF)) remarks.exif ??= body.subarray(EXIF.length);
  else if (number === 1 && says(body, XMP)) remarks.xmp = body.subarray(XMP.length);
  else if (number === 2 && says(body, PROFILE)) remarks.profile.set(body[PROFILE.length] ?? 0, body.subarray(PROFILE.length + 2));
  else if (number === 14 && says(body, "Adobe") && body.length >= 12) remarks.adobe = body[11] ?? 0;
}
