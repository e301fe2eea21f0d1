/**
 * A JPEG at the smallest of eight sizes that still is as large as wanted, sample for sample as the
 * server reads it (`insecta/vision/decode.py`, by libjpeg-turbo). What is damaged, or coded in a way
 * that is hardly ever met, is Unreadable here: better no answer than another one than the server's.
 */

import type { Pixels } from "../preprocess";
import { Bits } from "./bits";
import { frameOf, readCodes, readRemark, readSteps, u16, type Component, type Frame, type Remarks, type Tables } from "./frame";
import { enlarged, fromColours, fromYcc } from "./planes";
import { readingScan, type Part, type Span } from "./scan";
import { inverse, type Plane } from "./transform";
import { Unreadable } from "./unreadable";

export interface Jpeg {
  readonly pixels: Pixels;
  readonly remarks: Remarks;
}

const EIGHTHS = 8;
/** Marker bytes after 0xff. */
const [SOI, EOI, SOS, DQT, DHT, DRI, APP0] = [0xd8, 0xd9, 0xda, 0xdb, 0xc4, 0xdd, 0xe0];
const FRAMES: Readonly<Record<number, boolean>> = { 0xc0: false, 0xc1: false, 0xc2: true };
/** Frequencies that, where they lack bits, the server smooths. */
const SMOOTHED = 10;

/** In steps. `shortSide`: neither side of what is decoded is below it, unless the picture itself is. Throws Unreadable. */
export function* decodingJpeg(bytes: Uint8Array, shortSide: number): Generator<void, Jpeg> {
  if (u16(bytes, 0) !== 0xff00 + SOI) throw new Unreadable("it is no JPEG");
  const remarks: Remarks = { jfif: false, adobe: null, exif: null, xmp: null, profile: new Map() };
  const tables: Tables = { steps: [], dc: [], ac: [], restart: 0 };
  let picture: Picture | null = null;
  for (let at = 2; ; ) {
    const marker = bytes[at] === 0xff ? (bytes[at + 1] ?? 0) : 0;
    if (marker === 0xff || isBare(marker)) {
      at += marker === 0xff ? 1 : 2;
      continue;
    }
    if (marker === EOI && picture) return { pixels: yield* picture.showing(remarks), remarks };
    if (marker < 0xc0 || marker === SOI || marker === EOI) throw new Unreadable("a marker is missing");
    const end = at + 2 + u16(bytes, at + 2);
    const body = bytes.subarray(at + 4, end);
    if (end > bytes.length) throw new Unreadable("it is cut short");
    if (marker === SOS) {
      if (!picture) throw new Unreadable("it has no head");
      at = yield* picture.reading(body, tables, bytes, end);
      continue;
    }
    if (marker in FRAMES) picture = new Picture(frameOf(body, FRAMES[marker] ?? false), shortSide);
    else if (marker === DQT) readSteps(body, tables);
    else if (marker === DHT) readCodes(body, tables);
    else if (marker === DRI) tables.restart = u16(body, 0);
    else if (marker >= APP0 && marker < APP0 + 16) readRemark(marker - APP0, body, remarks);
    else if (marker < 0xd0) throw new Unreadable("it is coded in a rare way");
    at = end;
  }
}

/** Says nothing more: a place to begin again, where there is nothing left to read. */
const isBare = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

/** Eighths of its size at which a picture is read: the fewest that leave both sides long enough. */
export function eighthsFor(width: number, height: number, shortSide: number): number {
  const fits = (eighths: number) => [width, height].every((side) => Math.ceil((side * eighths) / EIGHTHS) >= Math.min(side, shortSide));
  return [1, 2, 3, 4, 5, 6, 7].find(fits) ?? EIGHTHS;
}

interface Kept {
  readonly component: Component;
  /** Samples of a block's side. */
  readonly size: number;
  readonly plane: Plane;
  steps: Uint16Array | null;
  all: Int16Array | null;
  /** By frequency: bits still to come; −1 where nothing came yet. */
  readonly missing: Int8Array;
}

class Picture {
  private readonly kept: readonly Kept[];
  private readonly eighths: number;

  constructor(
    private readonly frame: Frame,
    shortSide: number,
  ) {
    this.eighths = eighthsFor(frame.width, frame.height, shortSide);
    this.kept = frame.components.map((component) => {
      const size = blockSize(component, frame, this.eighths);
      const { wide, high } = component.blocks;
      const plane = { width: wide * size, height: high * size, data: new Uint8Array(wide * high * size * size) };
      return { component, size, plane, steps: null, all: null, missing: new Int8Array(64).fill(-1) };
    });
  }

  /** One scan, from its header on; returns where it ends. */
  *reading(head: Uint8Array, tables: Tables, bytes: Uint8Array, at: number): Generator<void, number> {
    const count = head[0] ?? 0;
    const span = spanOf(head, count, this.frame.progressive);
    const whole = !this.frame.progressive && count === this.frame.components.length;
    const parts = Array.from({ length: count }, (_, n) => this.part(head[1 + 2 * n] ?? 0, head[2 + 2 * n] ?? 0, span, tables, whole));
    return yield* readingScan(this.frame, parts, span, new Bits(bytes, at), tables.restart);
  }

  private part(id: number, codes: number, span: Span, tables: Tables, whole: boolean): Part {
    const kept = this.kept.find(({ component }) => component.id === id);
    const steps = kept && (kept.steps ??= tables.steps[kept.component.table] ?? null);
    if (!kept || !steps) throw new Unreadable("a table is missing");
    kept.missing.fill(span.low, span.from, span.to + 1);
    const { component, size, plane } = kept;
    const common = { component, dc: tables.dc[codes >> 4], ac: tables.ac[codes & 15], before: 0 };
    if (!whole) return { ...common, kept: (kept.all ??= new Int16Array(component.blocks.wide * component.blocks.high * 64)), show: null };
    const [block, put] = [new Int16Array(64), inverse(size, true)];
    return { ...common, kept: block, show: (row, column) => put(block, 0, steps, plane, row * size * plane.width + column * size) };
  }

  *showing(remarks: Remarks): Generator<void, Pixels> {
    for (const one of this.kept) yield* finishing(one);
    const { frame, eighths } = this;
    const scaled = (side: number, share: number) => Math.ceil((side * share) / EIGHTHS);
    const size = { width: scaled(frame.width, eighths), height: scaled(frame.height, eighths) };
    const full = this.kept.map(({ component, size: block, plane }) => {
      const [across, down] = [(component.across * block) / frame.most.across, (component.down * block) / frame.most.down];
      const own = { width: scaled(frame.width, across), height: scaled(frame.height, down) };
      return enlarged(plane, own, { width: eighths / across, height: eighths / down }, size, eighths > 1);
    });
    const [light, blue, red] = full;
    return light && blue && red && isYcc(frame, remarks) ? fromYcc(light, blue, red, size) : fromColours(full, size);
  }
}

/** Colours that have fewer samples are read larger, as far as that makes up for it. */
function blockSize({ across, down }: Component, { most }: Frame, eighths: number): number {
  let size = eighths;
  while (size < EIGHTHS && (most.across * eighths) % (across * size * 2) === 0 && (most.down * eighths) % (down * size * 2) === 0) size *= 2;
  return size;
}

function spanOf(head: Uint8Array, count: number, progressive: boolean): Span {
  if (count < 1 || head.length !== 4 + 2 * count) throw new Unreadable("a scan's head is broken");
  const [from = 0, to = 63, bits = 0] = head.subarray(1 + 2 * count);
  if (!progressive) return { from: 0, to: 63, before: 0, low: 0 };
  if (from > to || to > 63 || (from === 0) !== (to === 0) || (from > 0 && count > 1)) throw new Unreadable("a scan's head is broken");
  return { from, to, before: bits >> 4, low: bits & 15 };
}

/** Everything of a component has come: what was kept of it is shown. */
function* finishing({ component, size, plane, steps, all, missing }: Kept): Generator<void, void> {
  if (!steps || missing[0] !== 0 || missing.subarray(1, SMOOTHED).some((bits) => bits !== 0)) throw new Unreadable("parts of it are missing");
  if (!all) return;
  const put = inverse(size, true);
  const { wide, high } = component.blocks;
  for (let block = 0; block < wide * high; block += 1) {
    if (block % wide === 0) yield;
    put(all, block * 64, steps, plane, Math.floor(block / wide) * size * plane.width + (block % wide) * size);
  }
}

const RGB = ["R", "G", "B"].map((letter) => letter.charCodeAt(0));

function isYcc({ components }: Frame, { jfif, adobe }: Remarks): boolean {
  if (jfif) return true;
  if (adobe !== null) return adobe !== 0;
  return !components.every(({ id }, n) => id === RGB[n]);
}
