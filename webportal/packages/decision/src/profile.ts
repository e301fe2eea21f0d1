/** Colour profiles of RGB pictures → sRGB, sample for sample as the server's LittleCMS converts 8 bits. */

import { Unreadable } from "./jpeg/unreadable";
import type { Pixels } from "./preprocess";

/** Its parts in one, in the order that they are numbered; null where there are none. */
export function joined(parts: ReadonlyMap<number, Uint8Array>): Uint8Array | null {
  if (parts.size === 0) return null;
  const all = [...parts.entries()].sort(([a], [b]) => a - b).map(([, part]) => part);
  const whole = new Uint8Array(all.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of all) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** The picture in sRGB; itself where it has no profile, calls it sRGB, or has one that is of no RGB picture. Throws Unreadable. */
export function inSrgb(pixels: Pixels, profile: Uint8Array | null): Pixels {
  if (!profile) return pixels;
  const tags = tagsOf(profile);
  if (text(profile, 16, 20) !== "RGB " || description(tags).toLowerCase().includes("srgb")) return pixels;
  return converted(pixels, shaperOf(profile, tags));
}

type Tags = ReadonlyMap<string, Uint8Array>;
type Matrix = readonly (readonly number[])[];
type Curve = (value: number) => number;

const text = (bytes: Uint8Array, from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const HEAD = 128;

function tagsOf(profile: Uint8Array): Tags {
  const found = new Map<string, Uint8Array>();
  if (profile.length < HEAD + 4 || text(profile, 36, 40) !== "acsp") throw new Unreadable("its colour profile is broken");
  const view = viewOf(profile);
  const count = view.getUint32(HEAD);
  for (let n = 0, at = HEAD + 4; n < count && at + 12 <= profile.length; n += 1, at += 12) {
    const from = view.getUint32(at + 4);
    found.set(text(profile, at, at + 4), profile.subarray(from, from + view.getUint32(at + 8)));
  }
  return found;
}

/** Letters of 16 bits in newer profiles, of 8 in older ones: the zeros between go. */
const description = (tags: Tags): string => text(tags.get("desc") ?? new Uint8Array(), 0, 512).replaceAll("\0", "");

/** Fourteen bits beyond whole numbers. */
const ONE = 16384;
const fixed = (value: number): number => Math.floor(value * ONE + 0.5);

/** Samples to light, light to light of other primaries, light to samples. */
interface Shaper {
  readonly first: readonly Int32Array[];
  readonly mix: Int32Array;
}

function shaperOf(profile: Uint8Array, tags: Tags): Shaper {
  if (tags.has("A2B0") || text(profile, 20, 24) !== "XYZ ") throw new Unreadable("its colour profile is of a rare kind");
  const columns = ["rXYZ", "gXYZ", "bXYZ"].map((name) => xyzOf(tags.get(name)));
  const own = [0, 1, 2].map((row) => columns.map((column) => column[row] ?? 0));
  const first = ["rTRC", "gTRC", "bTRC"].map((name) => {
    const curve = curveOf(tags.get(name));
    return Int32Array.from({ length: 256 }, (_, sample) => fixed(curve(Math.fround(sample / 255))));
  });
  return { first, mix: Int32Array.from(times(TO_SRGB, own).flat(), fixed) };
}

function converted({ width, height, data }: Pixels, { first, mix }: Shaper): Pixels {
  const found = new Uint8Array(data.length);
  const [reds, greens, blues] = first;
  for (let at = 0; at < data.length; at += 3) {
    const red = reds?.[data[at] ?? 0] ?? 0;
    const green = greens?.[data[at + 1] ?? 0] ?? 0;
    const blue = blues?.[data[at + 2] ?? 0] ?? 0;
    for (let n = 0; n < 3; n += 1) {
      const light = Math.floor(((mix[3 * n] ?? 0) * red + (mix[3 * n + 1] ?? 0) * green + (mix[3 * n + 2] ?? 0) * blue + ONE / 2) / ONE);
      found[at + n] = LAST[Math.min(ONE, Math.max(0, light))] ?? 0;
    }
  }
  return { width, height, data: found };
}

function xyzOf(tag: Uint8Array | undefined): number[] {
  if (!tag || tag.length < 20) throw new Unreadable("its colour profile is of a rare kind");
  return [8, 12, 16].map((at) => viewOf(tag).getInt32(at) / 65536);
}

function curveOf(tag: Uint8Array | undefined): Curve {
  if (!tag || tag.length < 12) throw new Unreadable("its colour profile is of a rare kind");
  const view = viewOf(tag);
  if (text(tag, 0, 4) === "para") return formula(view.getUint16(8), (n) => view.getInt32(12 + 4 * n) / 65536);
  const count = view.getUint32(8);
  if (count === 0) return (value) => value;
  if (count === 1) return power(view.getUint16(12) / 256);
  return table(Uint16Array.from({ length: count }, (_, n) => view.getUint16(12 + 2 * n)));
}

const power = (gamma: number): Curve => (value) => Math.fround(value ** gamma);

/** Two of the five formulas of ICC: the others are hardly ever met. */
function formula(kind: number, parameter: (n: number) => number): Curve {
  if (kind === 0) return power(parameter(0));
  if (kind !== 3) throw new Unreadable("its colour profile is of a rare kind");
  const [gamma, a, b, c, d] = [0, 1, 2, 3, 4].map(parameter) as [number, number, number, number, number];
  return (value) => Math.fround(value >= d ? Math.max(0, a * value + b) ** gamma : value * c);
}

/** Between the places of a table, in sixteen bits. */
function table(values: Uint16Array): Curve {
  const last = values.length - 1;
  return (value) => {
    const sixteen = Math.floor(value * 65535 + 0.5);
    if (sixteen >= 65535) return Math.fround((values[last] ?? 0) / 65535);
    const scaled = last * sixteen;
    const place = scaled + Math.floor((scaled + 0x7fff) / 0xffff);
    const [cell, rest] = [Math.floor(place / 65536), place % 65536];
    const [low, high] = [values[cell] ?? 0, values[Math.min(last, cell + 1)] ?? 0];
    return Math.fround((low + Math.floor(((high - low) * rest + 0x8000) / 65536)) / 65535);
  };
}

const times = (one: Matrix, other: Matrix): number[][] =>
  one.map((row) => [0, 1, 2].map((column) => row.reduce((sum, value, n) => sum + value * (other[n]?.[column] ?? 0), 0)));

function inverted(m: Matrix): number[][] {
  const at = (row: number, column: number): number => m[row % 3]?.[column % 3] ?? 0;
  const part = (row: number, column: number): number =>
    at(row + 1, column + 1) * at(row + 2, column + 2) - at(row + 1, column + 2) * at(row + 2, column + 1);
  const all = at(0, 0) * part(0, 0) + at(0, 1) * part(0, 1) + at(0, 2) * part(0, 2);
  return [0, 1, 2].map((row) => [0, 1, 2].map((column) => part(column, row) / all));
}

const diagonal = (values: readonly number[]): number[][] => values.map((value, n) => [0, 1, 2].map((column) => (column === n ? value : 0)));
const applied = (m: Matrix, vector: readonly number[]): number[] => m.map((row) => row.reduce((sum, value, n) => sum + value * (vector[n] ?? 0), 0));
const xyz = (x: number, y: number): number[] => [x / y, 1, (1 - x - y) / y];

/** IEC 61966-2-1: its primaries and white, seen under D50 by Bradford's cones. */
const D50 = [0.9642, 1, 0.8249];
const D65 = xyz(0.3127, 0.329);
const CONES: Matrix = [[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]];
const PRIMARIES: Matrix = [[0.64, 0.3, 0.15], [0.33, 0.6, 0.06], [1 - 0.64 - 0.33, 1 - 0.3 - 0.6, 1 - 0.15 - 0.06]];
const TO_SRGB: Matrix = (() => {
  const [here, there] = [applied(CONES, D65), applied(CONES, D50)];
  const adapted = times(inverted(CONES), times(diagonal(there.map((value, n) => value / (here[n] ?? 1))), CONES));
  return inverted(times(adapted, times(PRIMARIES, diagonal(applied(inverted(PRIMARIES), D65)))));
})();

/** Light of fourteen bits to a sample of sRGB. */
const LAST = Uint8Array.from({ length: ONE + 1 }, (_, light) => {
  const value = light / ONE;
  const [gamma, a, b, c, d] = [2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045];
  const sample = Math.fround(value >= (a * d + b) ** gamma ? (value ** (1 / gamma) - b) / a : value / c);
  const sixteen = Math.floor(Math.min(1, Math.max(0, sample)) * 65535 + 0.5);
  return (sixteen * 65281 + 8388608) >>> 24;
});
