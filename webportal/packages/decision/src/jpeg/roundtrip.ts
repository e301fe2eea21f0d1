/**
 * What a picture loses as the server's rendition: a JPEG of quality 90 with halved colour
 * (`insecta/vision/rendition.py`), sample for sample. The server's network reads that rendition, so the
 * device's reads the same: every step of JPEG that changes pixels, without the coding of bits that does not.
 */

import type { Pixels } from "../preprocess";
import { enlarged, fromYcc } from "./planes";
import { forward, inverse, SCALES, type Plane } from "./transform";

const QUALITY = 90;
const LIGHT = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const COLOUR = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  ...new Array<number>(32).fill(99),
];
/** ITU-T T.81 annex K, scaled as is usual for a quality above 50. */
const stepsOf = (table: readonly number[]): Uint16Array =>
  Uint16Array.from(table, (step) => Math.max(1, Math.floor((step * (200 - 2 * QUALITY) + 50) / 100)));
const STEPS = { light: stepsOf(LIGHT), colour: stepsOf(COLOUR) };

export function roundtrip(pixels: Pixels): Pixels {
  const [light, blue, red] = toPlanes(pixels);
  const { width, height } = pixels;
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) };
  const [once, twice] = [{ width: 1, height: 1 }, { width: 2, height: 2 }];
  const colour = (plane: Plane) => enlarged(lossy(halved(plane, half.height), STEPS.colour), half, twice, pixels, true);
  return fromYcc(enlarged(lossy(light, STEPS.light), pixels, once, pixels, true), colour(blue), colour(red), pixels);
}

/** Sixteen bits beyond whole numbers. */
const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);
const ONE = 65536;
const MIDDLE = 128 * ONE + ONE / 2 - 1;
const [RED, GREEN, BLUE] = [fixed(0.299), fixed(0.587), fixed(0.114)];
const [BLUE_RED, BLUE_GREEN, RED_GREEN, RED_BLUE, HALF] = [fixed(0.16874), fixed(0.33126), fixed(0.41869), fixed(0.08131), fixed(0.5)];

/** Light and both colour differences, their sides filled up to whole blocks of 16 by the last column and row. */
function toPlanes({ width, height, data }: Pixels): [Plane, Plane, Plane] {
  const [wide, high] = [Math.ceil(width / 16) * 16, Math.ceil(height / 16) * 16];
  const made = (): Plane => ({ width: wide, height: high, data: new Uint8Array(wide * high) });
  const planes: [Plane, Plane, Plane] = [made(), made(), made()];
  const [light, blue, red] = planes;
  for (let row = 0; row < high; row += 1) {
    for (let column = 0; column < wide; column += 1) {
      const from = (Math.min(row, height - 1) * width + Math.min(column, width - 1)) * 3;
      const r = data[from] ?? 0;
      const g = data[from + 1] ?? 0;
      const b = data[from + 2] ?? 0;
      const at = row * wide + column;
      light.data[at] = (RED * r + GREEN * g + BLUE * b + ONE / 2) >> 16;
      blue.data[at] = (HALF * b - BLUE_RED * r - BLUE_GREEN * g + MIDDLE) >> 16;
      red.data[at] = (HALF * r - RED_GREEN * g - RED_BLUE * b + MIDDLE) >> 16;
    }
  }
  return planes;
}

/**
 * Half as wide and high; one column is rounded down, the next up. `own`: rows that are the picture's;
 * below them the last one of half size is repeated.
 */
function halved({ width, height, data }: Plane, own: number): Plane {
  const half = { width: width / 2, height: height / 2, data: new Uint8Array((width * height) / 4) };
  for (let row = 0; row < half.height; row += 1) {
    for (let column = 0; column < half.width; column += 1) {
      const at = 2 * Math.min(row, own - 1) * width + 2 * column;
      const sum = (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0);
      half.data[row * half.width + column] = (sum + 1 + (column & 1)) >> 2;
    }
  }
  return half;
}

/** Each block of 8 by 8 to frequencies, rounded to its steps, and back. */
function lossy(plane: Plane, steps: Uint16Array): Plane {
  const { width, height } = plane;
  const scaled = Int32Array.from(steps, (step, at) => (step * (SCALES[at] ?? 0) + 1024) >> 11);
  const made = { width, height, data: new Uint8Array(width * height) };
  const back = inverse(8, false);
  const [block, kept] = [new Int32Array(64), new Int16Array(64)];
  for (let top = 0; top < height; top += 8) {
    for (let left = 0; left < width; left += 8) {
      for (let at = 0; at < 64; at += 1) block[at] = (plane.data[(top + (at >> 3)) * width + left + (at & 7)] ?? 0) - 128;
      forward(block);
      for (let at = 0; at < 64; at += 1) kept[at] = quantised(block[at] ?? 0, scaled[at] ?? 1);
      back(kept, 0, steps, made, top * width + left);
    }
  }
  return made;
}

/** The nearest whole number of steps, a half away from zero. */
function quantised(value: number, step: number): number {
  const whole = Math.floor((Math.abs(value) + (step >> 1)) / step);
  return value < 0 ? -whole : whole;
}
