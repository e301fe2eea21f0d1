/**
 * What a picture loses as the server's rendition: a JPEG of quality 90 with halved colour
 * (insecta/vision/rendition.py). The server's network reads that rendition, so the device's reads
 * the same: every step of JPEG that changes pixels, without the coding of bits that does not.
 */

import type { Pixels } from "@insecta/decision";

const QUALITY = 90;
const LUMA = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
  18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const CHROMA = [
  17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
  ...new Array<number>(32).fill(99),
];
/** ITU-T T.81 annex K, scaled as libjpeg does for a quality above 50. */
const steps = (table: readonly number[]): number[] => table.map((step) => Math.max(1, Math.floor((step * (200 - 2 * QUALITY) + 50) / 100)));
const STEPS = { luma: steps(LUMA), chroma: steps(CHROMA) };

/** Rows: frequency; columns: place. Orthonormal, which is JPEG's own scale. */
const COSINES = Float64Array.from({ length: 64 }, (_, at) => {
  const [frequency, place] = [at >> 3, at & 7];
  return (frequency === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * place + 1) * frequency * Math.PI) / 16);
});

interface Plane {
  width: number;
  height: number;
  data: Uint8Array;
}

export function roundtrip(pixels: Pixels): Pixels {
  const [y, cb, cr] = toPlanes(pixels);
  const [fullY, halfB, halfR] = [lossy(y, STEPS.luma), lossy(halved(cb), STEPS.chroma), lossy(halved(cr), STEPS.chroma)];
  const { width, height } = pixels;
  const data = new Uint8Array(width * height * 3);
  const [fullB, fullR] = [doubled(halfB, width, height), doubled(halfR, width, height)];
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const light = fullY.data[row * fullY.width + column] ?? 0;
      const at = row * width + column;
      const [blue, red] = [(fullB[at] ?? 0) - 128, (fullR[at] ?? 0) - 128];
      const to = (row * width + column) * 3;
      data[to] = byte(light + 1.402 * red);
      data[to + 1] = byte(light - 0.344136286 * blue - 0.714136286 * red);
      data[to + 2] = byte(light + 1.772 * blue);
    }
  }
  return { width, height, data };
}

const byte = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

/** Luma and both colour differences, their sides filled up to whole blocks of 16 by the last column and row. */
function toPlanes({ width, height, data }: Pixels): [Plane, Plane, Plane] {
  const [wide, high] = [Math.ceil(width / 16) * 16, Math.ceil(height / 16) * 16];
  const made = (): Plane => ({ width: wide, height: high, data: new Uint8Array(wide * high) });
  const planes: [Plane, Plane, Plane] = [made(), made(), made()];
  for (let row = 0; row < high; row += 1) {
    for (let column = 0; column < wide; column += 1) {
      const from = (Math.min(row, height - 1) * width + Math.min(column, width - 1)) * 3;
      const [red, green, blue] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
      const at = row * wide + column;
      planes[0].data[at] = byte(0.299 * red + 0.587 * green + 0.114 * blue);
      planes[1].data[at] = byte(128 - 0.168735892 * red - 0.331264108 * green + 0.5 * blue);
      planes[2].data[at] = byte(128 + 0.5 * red - 0.418687589 * green - 0.081312411 * blue);
    }
  }
  return planes;
}

/** Half as wide and high; libjpeg rounds one column down, the next up. */
function halved({ width, height, data }: Plane): Plane {
  const half = { width: width / 2, height: height / 2, data: new Uint8Array((width * height) / 4) };
  for (let row = 0; row < half.height; row += 1) {
    for (let column = 0; column < half.width; column += 1) {
      const at = 2 * row * width + 2 * column;
      const sum = (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + width] ?? 0) + (data[at + width + 1] ?? 0);
      half.data[row * half.width + column] = (sum + 1 + (column & 1)) >> 2;
    }
  }
  return half;
}

/** Full size again, as libjpeg does it: three parts of the nearer neighbour, one of the further, both ways. */
function doubled({ width: wide, data }: Plane, width: number, height: number): Uint8Array {
  const [columns, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const full = new Uint8Array(width * height);
  for (let row = 0; row < height; row += 1) {
    const near = row >> 1;
    const far = Math.min(rows - 1, Math.max(0, near + (row & 1 ? 1 : -1)));
    const sum = (column: number) => 3 * (data[near * wide + column] ?? 0) + (data[far * wide + column] ?? 0);
    for (let column = 0; column < width; column += 1) {
      const here = column >> 1;
      const beside = Math.min(columns - 1, Math.max(0, here + (column & 1 ? 1 : -1)));
      full[row * width + column] = (3 * sum(here) + sum(beside) + (column & 1 ? 7 : 8)) >> 4;
    }
  }
  return full;
}

/** Each block of 8 by 8 to frequencies, rounded to its steps, and back. */
function lossy(plane: Plane, step: readonly number[]): Plane {
  const made = { ...plane, data: new Uint8Array(plane.data.length) };
  const [block, between] = [new Float64Array(64), new Float64Array(64)];
  for (let top = 0; top < plane.height; top += 8) {
    for (let left = 0; left < plane.width; left += 8) {
      for (let at = 0; at < 64; at += 1) block[at] = (plane.data[(top + (at >> 3)) * plane.width + left + (at & 7)] ?? 0) - 128;
      transform(block, between, false);
      for (let at = 0; at < 64; at += 1) block[at] = Math.round((block[at] ?? 0) / (step[at] ?? 1)) * (step[at] ?? 1);
      transform(block, between, true);
      for (let at = 0; at < 64; at += 1) made.data[(top + (at >> 3)) * plane.width + left + (at & 7)] = byte((block[at] ?? 0) + 128);
    }
  }
  return made;
}

/** The cosine transform along rows, then along columns; `back` undoes it. */
function transform(block: Float64Array, between: Float64Array, back: boolean): void {
  along(block, between, back);
  along(between, block, back);
}

/** Transform the rows of one block into the columns of the other. */
function along(from: Float64Array, to: Float64Array, back: boolean): void {
  for (let row = 0; row < 8; row += 1) {
    for (let target = 0; target < 8; target += 1) {
      let sum = 0;
      for (let n = 0; n < 8; n += 1) {
        sum += (from[row * 8 + n] ?? 0) * (COSINES[back ? n * 8 + target : target * 8 + n] ?? 0);
      }
      to[target * 8 + row] = sum;
    }
  }
}
