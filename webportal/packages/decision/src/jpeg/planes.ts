/** Planes of samples → pixels: colour planes brought to the size of the picture, then to red, green, blue. */

import type { Pixels } from "../preprocess";
import type { Plane } from "./transform";
import { Unreadable } from "./unreadable";

/** How many samples of a plane are the picture's own; the rest fills its last blocks. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

/**
 * A plane at the size of the picture. Half as wide, it is filled in smoothly: three parts of the nearer
 * neighbour, one of the further; so it is where half as high. `smooth`: false repeats samples.
 */
export function enlarged(plane: Plane, own: Extent, times: Extent, size: Extent, smooth: boolean): Uint8Array {
  const { width, height } = times;
  if (!Number.isInteger(width) || !Number.isInteger(height)) throw new Unreadable("its colours are of a rare size");
  if (smooth && width === 2 && height === 1 && own.width > 2) return widened(plane, own, size);
  if (smooth && width === 1 && height === 2) return heightened(plane, own, size);
  if (smooth && width === 2 && height === 2 && own.width > 2) return doubled(plane, own, size);
  const full = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    const row = Math.floor(y / height) * plane.width;
    for (let x = 0; x < size.width; x += 1) full[y * size.width + x] = plane.data[row + Math.floor(x / width)] ?? 0;
  }
  return full;
}

/** The further neighbour of a place at twice the size; none beyond the edge. */
const further = (place: number, most: number): number => Math.min(most - 1, Math.max(0, (place >> 1) + (place & 1 ? 1 : -1)));

function widened({ width: wide, data }: Plane, own: Extent, size: Extent): Uint8Array {
  const full = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      const near = data[y * wide + (x >> 1)] ?? 0;
      full[y * size.width + x] = (3 * near + (data[y * wide + further(x, own.width)] ?? 0) + (x & 1 ? 2 : 1)) >> 2;
    }
  }
  return full;
}

function heightened({ width: wide, data }: Plane, own: Extent, size: Extent): Uint8Array {
  const full = new Uint8Array(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    const [near, far] = [(y >> 1) * wide, further(y, own.height) * wide];
    for (let x = 0; x < size.width; x += 1) {
      full[y * size.width + x] = (3 * (data[near + x] ?? 0) + (data[far + x] ?? 0) + (y & 1 ? 2 : 1)) >> 2;
    }
  }
  return full;
}

function doubled({ width: wide, data }: Plane, own: Extent, size: Extent): Uint8Array {
  const full = new Uint8Array(size.width * size.height);
  const sums = new Int32Array(own.width);
  for (let y = 0; y < size.height; y += 1) {
    const [near, far] = [(y >> 1) * wide, further(y, own.height) * wide];
    for (let x = 0; x < own.width; x += 1) sums[x] = 3 * (data[near + x] ?? 0) + (data[far + x] ?? 0);
    for (let x = 0; x < size.width; x += 1) {
      full[y * size.width + x] = (3 * (sums[x >> 1] ?? 0) + (sums[further(x, own.width)] ?? 0) + (x & 1 ? 7 : 8)) >> 4;
    }
  }
  return full;
}

/** Sixteen bits beyond whole numbers. */
const fixed = (value: number): number => Math.floor(value * 65536 + 0.5);
const HALF = 32768;
const [RED_OF_CR, BLUE_OF_CB, GREEN_OF_CR, GREEN_OF_CB] = [fixed(1.402), fixed(1.772), -fixed(0.71414), -fixed(0.34414)];

/** Light and two colour differences → red, green, blue. Every plane at its full size. */
export function fromYcc(light: Uint8Array, blue: Uint8Array, red: Uint8Array, { width, height }: Extent): Pixels {
  // Cuts what is below 0 or above 255.
  const data = new Uint8ClampedArray(width * height * 3);
  for (let n = 0; n < width * height; n += 1) {
    const y = light[n] ?? 0;
    const cb = (blue[n] ?? 0) - 128;
    const cr = (red[n] ?? 0) - 128;
    data[3 * n] = y + ((RED_OF_CR * cr + HALF) >> 16);
    data[3 * n + 1] = y + ((GREEN_OF_CB * cb + GREEN_OF_CR * cr + HALF) >> 16);
    data[3 * n + 2] = y + ((BLUE_OF_CB * cb + HALF) >> 16);
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

/** Planes that are red, green and blue already; one plane alone is grey. */
export function fromColours(planes: readonly Uint8Array[], { width, height }: Extent): Pixels {
  const data = new Uint8Array(width * height * 3);
  for (let n = 0; n < data.length; n += 1) data[n] = planes[planes.length === 1 ? 0 : n % 3]?.[Math.floor(n / 3)] ?? 0;
  return { width, height, data };
}
