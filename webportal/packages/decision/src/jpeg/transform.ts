/**
 * Frequencies → samples, of any size that a scaled JPEG is read in, to the last bit as the server's
 * libjpeg-turbo computes them: along the columns, then along the rows, in whole numbers, each sum
 * rounded once. Full size is read with its quick variant (Arai, Agui, Nakajima), which rounds down
 * after each product.
 */

/** How much of each frequency is in the first half of the places; cosines × √2 of 13 bits. */
const SHARES: Readonly<Record<number, readonly (readonly number[])[]>> = {
  1: [[8192]],
  2: [[32768, 29692, 0, -10426, 0, 6967, 0, -5906]],
  3: [[8192, 10033, 5793], [8192, 0, -11586]],
  4: [[16384, 20995, 15137, 7373, 0, -4926, -6270, -4176], [16384, 8697, -15137, -17799, 0, 11893, 6270, -1730]],
  5: [[8192, 11019, 9372, 6810, 3580], [8192, 6810, -3580, -11018, -9372], [8192, 0, -11584, 0, 11584]],
  6: [[8192, 11190, 10033, 8192, 5793, 2998], [8192, 8192, 0, -8192, -11586, -8192], [8192, 2998, -10033, -8192, 5793, 11190]],
  7: [
    [8192, 11295, 10438, 9058, 7223, 5027, 2578], [8192, 9058, 2578, -5027, -10438, -11295, -7223],
    [8192, 5027, -7223, -11295, -2578, 9058, 10438], [8192, 0, -11585, 0, 11585, 0, -11585],
  ],
  8: [
    [8192, 11363, 10703, 9633, 8192, 6437, 4433, 2260], [8192, 9633, 4433, -2259, -8192, -11362, -10704, -6436],
    [8192, 6437, -4433, -11362, -8192, 2261, 10704, 9633], [8192, 2260, -10703, -6436, 8192, 9633, -4433, -11363],
  ],
  10: [
    [8192, 11443, 11019, 10322, 9373, 8192, 6810, 5260], [8192, 10323, 6810, 1812, -3580, -8192, -11018, -11442],
    [8192, 8192, 0, -8192, -11586, -8192, 0, 8192], [8192, 5260, -6810, -11442, -3580, 8192, 11018, 1812],
    [8192, 1812, -11019, -5260, 9373, 8192, -6810, -10322],
  ],
  12: [
    [8192, 11487, 11190, 10703, 10033, 9192, 8192, 7053], [8192, 10703, 8192, 4433, 0, -4433, -8192, -10703],
    [8192, 9192, 2998, -4433, -10033, -11485, -8192, -1512], [8192, 7053, -2998, -10703, -10033, -1512, 8192, 11486],
    [8192, 4433, -8192, -10704, 0, 10704, 8192, -4433], [8192, 1513, -11190, -4433, 10033, 7053, -8192, -9191],
  ],
  14: [
    [8192, 11513, 11295, 10935, 10438, 9810, 9058, 8192], [8192, 10935, 9058, 6164, 2578, -1297, -5026, -8192],
    [8192, 9810, 5027, -1297, -7223, -10934, -11295, -8192], [8192, 8192, 0, -8192, -11586, -8192, 0, 8192],
    [8192, 6164, -5027, -11512, -7223, 3826, 11295, 8192], [8192, 3826, -9058, -9809, 2578, 11512, 5026, -8192],
    [8192, 1297, -11295, -3826, 10438, 6164, -9058, -8192],
  ],
};
/** Sizes 4 and 2 count in finer steps. */
const FINER: Readonly<Record<number, number>> = { 2: 2, 4: 1 };
const BITS = 13;
/** What is kept between columns and rows beyond whole numbers, in bits. */
const BETWEEN = 2;
/** Samples are an eighth of what the sums say. */
const EIGHTH = 3;

export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Write one block of `from` (64 frequencies from `at`, times their steps) into a plane from `to` on. */
export type Inverse = (from: Int16Array, at: number, steps: Uint16Array, plane: Plane, to: number) => void;

/** The inverse transform to blocks of `size` by `size` samples. `quick`: of size 8. */
export function inverse(size: number, quick: boolean): Inverse {
  return size === 8 && quick ? quickInverse : bySums(size);
}

const clipped = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value);

/** Frequencies by which columns can be told apart at this size. */
const usedBy = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).flatMap((_, frequency) => (rows.some((row) => row[frequency]) ? [frequency] : []));

function bySums(size: number): Inverse {
  const rows = SHARES[size] ?? [];
  const used = Uint8Array.from(usedBy(rows));
  const count = used.length;
  const shares = Int32Array.from(rows.flatMap((row) => [...used].map((frequency) => row[frequency] ?? 0)));
  const [first, last] = [BITS - BETWEEN + (FINER[size] ?? 0), BITS + BETWEEN + EIGHTH + (FINER[size] ?? 0)];
  const [half1, half2] = [2 ** (first - 1), 2 ** (last - 1)];
  const work = new Int32Array(size * count);
  const column = new Float64Array(count);

  /** Sums of even and odd frequencies, which meet at a place and at its mirror image. */
  const sums = new Float64Array(2);
  const sum = (half: number): void => {
    let even = 0;
    let odd = 0;
    for (let n = 0; n < count; n += 1) {
      const product = (column[n] ?? 0) * (shares[half * count + n] ?? 0);
      if ((used[n] ?? 0) & 1) odd += product;
      else even += product;
    }
    sums[0] = even;
    sums[1] = odd;
  };

  return (from, at, steps, plane, to) => {
    const halves = rows.length;
    for (let x = 0; x < count; x += 1) {
      for (let n = 0; n < count; n += 1) {
        const place = (used[n] ?? 0) * 8 + (used[x] ?? 0);
        column[n] = (from[at + place] ?? 0) * (steps[place] ?? 0);
      }
      for (let half = 0; half < halves; half += 1) {
        sum(half);
        const even = (sums[0] ?? 0) + half1;
        const odd = sums[1] ?? 0;
        work[half * count + x] = (even + odd) >> first;
        work[(size - 1 - half) * count + x] = (even - odd) >> first;
      }
    }
    for (let y = 0; y < size; y += 1) {
      for (let n = 0; n < count; n += 1) column[n] = work[y * count + n] ?? 0;
      const row = to + y * plane.width;
      for (let half = 0; half < halves; half += 1) {
        sum(half);
        const even = (sums[0] ?? 0) + half2;
        const odd = sums[1] ?? 0;
        plane.data[row + half] = clipped(((even + odd) >> last) + 128);
        plane.data[row + size - 1 - half] = clipped(((even - odd) >> last) + 128);
      }
    }
  };
}

/** cos(kπ/16) × √2, by which the quick variant's frequencies are scaled beforehand; 14 bits. */
export const SCALES = Int32Array.from([1, 1.387039845, 1.306562965, 1.175875602, 1, 0.785694958, 0.5411961, 0.275899379].flatMap((down, _, all) =>
  all.map((across) => Math.round(down * across * 16384)),
));
const SCALED = new WeakMap<Uint16Array, Int32Array>();

/** Steps times scales, of two bits beyond whole numbers. */
function scaled(steps: Uint16Array): Int32Array {
  let found = SCALED.get(steps);
  if (!found) SCALED.set(steps, (found = Int32Array.from(steps, (step, at) => (step * (SCALES[at] ?? 0) + 2048) >> 12)));
  return found;
}

const eight = new Int32Array(8);
const quickWork = new Int32Array(64);

const quickInverse: Inverse = (from, at, steps, plane, to) => {
  const scale = scaled(steps);
  for (let x = 0; x < 8; x += 1) {
    for (let n = 0; n < 8; n += 1) eight[n] = (from[at + n * 8 + x] ?? 0) * (scale[n * 8 + x] ?? 0);
    quickly();
    for (let n = 0; n < 8; n += 1) quickWork[n * 8 + x] = eight[n] ?? 0;
  }
  for (let y = 0; y < 8; y += 1) {
    for (let n = 0; n < 8; n += 1) eight[n] = quickWork[y * 8 + n] ?? 0;
    quickly();
    const row = to + y * plane.width;
    for (let n = 0; n < 8; n += 1) plane.data[row + n] = clipped(((eight[n] ?? 0) >> (BETWEEN + EIGHTH)) + 128);
  }
};

/** Eight frequencies in `eight` become eight samples. */
function quickly(): void {
  const f2 = eight[2] ?? 0;
  const f6 = eight[6] ?? 0;
  const sum26 = f2 + f6;
  const turn26 = (((f2 - f6) * 362) >> 8) - sum26;
  const outer = (eight[0] ?? 0) + (eight[4] ?? 0);
  const inner = (eight[0] ?? 0) - (eight[4] ?? 0);
  const sum53 = (eight[5] ?? 0) + (eight[3] ?? 0);
  const less53 = (eight[5] ?? 0) - (eight[3] ?? 0);
  const sum17 = (eight[1] ?? 0) + (eight[7] ?? 0);
  const less17 = (eight[1] ?? 0) - (eight[7] ?? 0);
  const both = ((less53 + less17) * 473) >> 8;
  const odd0 = sum17 + sum53;
  const odd1 = ((less53 * -669) >> 8) + both - odd0;
  const odd2 = (((sum17 - sum53) * 362) >> 8) - odd1;
  const odd3 = ((less17 * 277) >> 8) - both + odd2;
  eight[0] = outer + sum26 + odd0;
  eight[7] = outer + sum26 - odd0;
  eight[1] = inner + turn26 + odd1;
  eight[6] = inner + turn26 - odd1;
  eight[2] = inner - turn26 + odd2;
  eight[5] = inner - turn26 - odd2;
  eight[4] = outer - sum26 + odd3;
  eight[3] = outer - sum26 - odd3;
}

/** 64 samples less 128 → frequencies times eight and times their scales, in place; along the rows, then the columns. */
export function forward(block: Int32Array): void {
  for (let line = 0; line < 8; line += 1) forwardAlong(block, line * 8, 1);
  for (let line = 0; line < 8; line += 1) forwardAlong(block, line, 8);
}

function forwardAlong(block: Int32Array, from: number, step: number): void {
  for (let n = 0; n < 4; n += 1) {
    const here = block[from + n * step] ?? 0;
    const mirrored = block[from + (7 - n) * step] ?? 0;
    eight[n] = here + mirrored;
    eight[7 - n] = here - mirrored;
  }
  forwardEven(block, from, step);
  forwardOdd(block, from, step);
}

function forwardEven(block: Int32Array, from: number, step: number): void {
  const outer = (eight[0] ?? 0) + (eight[3] ?? 0);
  const inner = (eight[1] ?? 0) + (eight[2] ?? 0);
  const less = (eight[0] ?? 0) - (eight[3] ?? 0);
  const turn = (((eight[1] ?? 0) - (eight[2] ?? 0) + less) * 181) >> 8;
  block[from] = outer + inner;
  block[from + 4 * step] = outer - inner;
  block[from + 2 * step] = less + turn;
  block[from + 6 * step] = less - turn;
}

function forwardOdd(block: Int32Array, from: number, step: number): void {
  const first = eight[7] ?? 0;
  const low = (eight[4] ?? 0) + (eight[5] ?? 0);
  const high = (eight[6] ?? 0) + first;
  const middle = (((eight[5] ?? 0) + (eight[6] ?? 0)) * 181) >> 8;
  const both = ((low - high) * 98) >> 8;
  const lower = ((low * 139) >> 8) + both;
  const higher = ((high * 334) >> 8) + both;
  block[from + 5 * step] = first - middle + lower;
  block[from + 3 * step] = first - middle - lower;
  block[from + step] = first + middle + higher;
  block[from + 7 * step] = first + middle - higher;
}
