/** The size of the rendition, as `insecta/vision/decode.py` has it made by Pillow. */

import { halfToEven, resize, type Extent, type Pixels } from "./preprocess";

export const SHORT_SIDE = 384;
/** A picture far too large is first averaged in whole cells, until it is no more than this times too large. */
const GAP = 2;

/** Short side at most 384 pixels; never larger than it was, never below 1. */
export function fitted({ width, height }: Extent): Extent {
  const ratio = Math.min(1, SHORT_SIDE / Math.min(width, height));
  return { width: Math.max(1, halfToEven(width * ratio)), height: Math.max(1, halfToEven(height * ratio)) };
}

export function shrunk(pixels: Pixels): Pixels {
  const size = fitted(pixels);
  if (size.width === pixels.width && size.height === pixels.height) return pixels;
  const cell = (from: number, to: number) => Math.trunc(from / to / GAP) || 1;
  const [across, down] = [cell(pixels.width, size.width), cell(pixels.height, size.height)];
  if (across === 1 && down === 1) return resize(pixels, size.width, size.height);
  const of = { width: pixels.width / across, height: pixels.height / down };
  return resize(averaged(pixels, across, down), size.width, size.height, of);
}

/** Mean of each cell; cells at the right and lower edge may be smaller. */
function averaged(pixels: Pixels, across: number, down: number): Pixels {
  const [width, height] = [Math.ceil(pixels.width / across), Math.ceil(pixels.height / down)];
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const high = Math.min(down, pixels.height - y * down);
    for (let x = 0; x < width; x += 1) {
      const wide = Math.min(across, pixels.width - x * across);
      const start = (y * down * pixels.width + x * across) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        data[(y * width + x) * 3 + channel] = mean(sumOf(pixels, start + channel, wide, high), wide * high);
      }
    }
  }
  return { width, height, data };
}

function sumOf({ width, data }: Pixels, start: number, wide: number, high: number): number {
  let sum = 0;
  for (let y = 0; y < high; y += 1) {
    for (let x = 0; x < wide; x += 1) sum += data[start + (y * width + x) * 3] ?? 0;
  }
  return sum;
}

/** As Pillow divides: by a factor of 24 bits that single precision holds. */
const mean = (sum: number, count: number): number => Math.floor(((sum + (count >> 1)) * Math.trunc(Math.fround(2 ** 24 / count))) / 2 ** 24);
