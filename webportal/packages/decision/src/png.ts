/** PNG pictures of 8 bits or fewer, as the server reads them; rarer kinds are Unreadable. */

import { MOST_PIXELS, Unreadable } from "./jpeg/unreadable";
import type { Pixels } from "./preprocess";

/** Unpacks zlib data. */
export type Inflate = (packed: Uint8Array) => Uint8Array;

const MAGIC = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Samples of a pixel, by colour type. */
const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
const [GREY, COLOURS, PALETTE, GREY_ALPHA] = [0, 2, 3, 4];

export interface Png {
  pixels: Pixels;
  /** Whether its samples are its colours: only then the server makes it small before it turns to them. */
  plain: boolean;
  exif: Uint8Array | null;
  xmp: Uint8Array | null;
  profile: Uint8Array | null;
}

export const isPng = (bytes: Uint8Array): boolean => MAGIC.every((byte, n) => bytes[n] === byte);

interface Parts {
  head: Uint8Array | null;
  palette: Uint8Array | null;
  alpha: Uint8Array | null;
  exif: Uint8Array | null;
  xmp: Uint8Array | null;
  profile: Uint8Array | null;
  packed: Uint8Array[];
}

export function decodePng(bytes: Uint8Array, inflate: Inflate): Png {
  const parts = partsOf(bytes, inflate);
  const { head } = parts;
  if (!head) throw new Unreadable("it has no head");
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  const [bits = 0, kind = 0, , , interlaced] = head.subarray(8);
  if (width * height > MOST_PIXELS) throw new Unreadable("it has too many pixels");
  const samples = SAMPLES[kind];
  if (!samples || bits > 8 || interlaced || (parts.alpha && kind !== PALETTE)) throw new Unreadable("it is a PNG of a rare kind");
  const row = Math.ceil((width * samples * bits) / 8);
  const raw = inflate(wholeOf(parts.packed));
  if (raw.length < (row + 1) * height) throw new Unreadable("it is cut short");
  const lines = unfiltered(raw, row, height, Math.max(1, (samples * bits) >> 3));
  const sample = reader(lines, row, bits, samples);
  const { exif, xmp, profile } = parts;
  const plain = kind === COLOURS || (kind === GREY && bits > 1);
  return { pixels: coloured({ width, height, kind, bits }, sample, parts), plain, exif, xmp, profile: kind === GREY ? null : profile };
}

function partsOf(bytes: Uint8Array, inflate: Inflate): Parts {
  const parts: Parts = { head: null, palette: null, alpha: null, exif: null, xmp: null, profile: null, packed: [] };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 8; at + 12 <= bytes.length; ) {
    const end = at + 8 + view.getUint32(at);
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (end > bytes.length) break;
    keep(name, bytes.subarray(at + 8, end), parts, inflate);
    if (name === "IEND") return parts;
    at = end + 4;
  }
  throw new Unreadable("it is cut short");
}

function keep(name: string, body: Uint8Array, parts: Parts, inflate: Inflate): void {
  if (name === "IHDR") parts.head = body;
  else if (name === "PLTE") parts.palette = body;
  else if (name === "tRNS") parts.alpha = body;
  else if (name === "IDAT") parts.packed.push(body);
  else if (name === "eXIf") parts.exif = body;
  else if (name === "iCCP") parts.profile = inflate(body.subarray(body.indexOf(0) + 2));
  else if (name.endsWith("TXt") || name.endsWith("EXt")) keepRemark(body, parts);
}

const XMP = "XML:com.adobe.xmp\0\0";

/** Words beside the picture, of which only those count that may say which way up it is. */
function keepRemark(body: Uint8Array, parts: Parts): void {
  const begin = String.fromCharCode(...body.subarray(0, XMP.length));
  if (begin === XMP) parts.xmp = body.subarray(XMP.length);
  else if (begin.startsWith(XMP.slice(0, -1)) || /^Raw profile type (?:exif|xmp)/.test(begin + String.fromCharCode(...body.subarray(XMP.length, 24)))) {
    throw new Unreadable("it has remarks of a rare kind");
  }
}

function wholeOf(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Each row with what its filter took from its neighbours. `step`: bytes to the same sample of the pixel before. */
function unfiltered(raw: Uint8Array, row: number, height: number, step: number): Uint8Array {
  const lines = new Uint8Array(row * height);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (row + 1)] ?? 0;
    if (filter > 4) throw new Unreadable("a filter is broken");
    for (let x = 0; x < row; x += 1) {
      const at = y * row + x;
      const left = x >= step ? (lines[at - step] ?? 0) : 0;
      const up = y > 0 ? (lines[at - row] ?? 0) : 0;
      const corner = y > 0 && x >= step ? (lines[at - row - step] ?? 0) : 0;
      lines[at] = (raw[y * (row + 1) + 1 + x] ?? 0) + guess(filter, left, up, corner);
    }
  }
  return lines;
}

function guess(filter: number, left: number, up: number, corner: number): number {
  if (filter === 0) return 0;
  if (filter === 1) return left;
  if (filter === 2) return up;
  if (filter === 3) return (left + up) >> 1;
  const toLeft = Math.abs(up - corner);
  const toUp = Math.abs(left - corner);
  const toCorner = Math.abs(left + up - 2 * corner);
  if (toLeft <= toUp && toLeft <= toCorner) return left;
  return toUp <= toCorner ? up : corner;
}

type Sample = (x: number, y: number, n: number) => number;

function reader(lines: Uint8Array, row: number, bits: number, samples: number): Sample {
  if (bits === 8) return (x, y, n) => lines[y * row + x * samples + n] ?? 0;
  const each = 8 / bits;
  const mask = (1 << bits) - 1;
  return (x, y) => ((lines[y * row + Math.floor(x / each)] ?? 0) >> (8 - bits * (1 + (x % each)))) & mask;
}

interface Kind {
  width: number;
  height: number;
  kind: number;
  bits: number;
}

function coloured({ width, height, kind, bits }: Kind, sample: Sample, { palette, alpha }: Parts): Pixels {
  const data = new Uint8Array(width * height * 3);
  const most = (1 << bits) - 1;
  const last = (SAMPLES[kind] ?? 1) - 1;
  const colour: Sample = (x, y, n) => {
    if (kind === PALETTE) return palette?.[3 * sample(x, y, 0) + n] ?? 0;
    return kind === GREY || kind === GREY_ALPHA ? Math.floor((sample(x, y, 0) * 255) / most) : sample(x, y, n);
  };
  const cover = (x: number, y: number): number => {
    if (kind === PALETTE) return alpha?.[sample(x, y, 0)] ?? 255;
    return kind === GREY || kind === COLOURS ? 255 : sample(x, y, last);
  };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const opaque = cover(x, y);
      for (let n = 0; n < 3; n += 1) {
        const value = colour(x, y, n);
        data[(y * width + x) * 3 + n] = opaque === 255 ? value : onWhite(value, opaque);
      }
    }
  }
  return { width, height, data };
}

/** A sample laid over white, rounded as Pillow rounds. */
function onWhite(value: number, opaque: number): number {
  const sum = (value * opaque + 255 * (255 - opaque)) * 128 + (0x80 << 7);
  return ((sum >> 8) + sum) >> 8 >> 7;
}
