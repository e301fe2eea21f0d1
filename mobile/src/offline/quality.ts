/** What the app hints at: the server's measures of quality, and how far the insect fills the picture. */

import type { Pixels } from "@insecta/decision";
import type { Hint } from "../records/find";

const MIN_SHORT_SIDE = 40;
const MIN_SHARPNESS = 4.0;
const MIN_EXPOSURE = 0.06;
const MAX_EXPOSURE = 0.985;
const MIN_INK = 0.003;
const INK_STEP = 20;

/** `faults`: the server refuses to name such a picture. */
export interface Measured {
  sharpness: number;
  exposure: number;
  ink: number;
  faults: string[];
  /** Share of the longer side that what stands out from the ground fills; 0 to 1. */
  filled: number;
}

export function measure({ width, height, data }: Pixels): Measured {
  const grey = new Float32Array(width * height);
  for (let place = 0; place < grey.length; place += 1) {
    grey[place] = 0.299 * (data[place * 3] ?? 0) + 0.587 * (data[place * 3 + 1] ?? 0) + 0.114 * (data[place * 3 + 2] ?? 0);
  }
  const sharpness = sharpnessOf(grey, width, height);
  const exposure = grey.reduce((sum, value) => sum + value, 0) / grey.length / 255;
  const { ink, filled } = inkOf(grey, width, height);
  return {
    sharpness, exposure, ink, filled,
    faults: faultsOf(Math.min(width, height), sharpness, exposure, ink),
  };
}

/** Variance of the 4-neighbour Laplacian; 0 for pictures below 3 × 3 pixels. */
function sharpnessOf(grey: Float32Array, width: number, height: number): number {
  if (Math.min(width, height) < 3) return 0;
  let [sum, squares] = [0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const value = at4(grey, at, width) - 4 * (grey[at] ?? 0);
      sum += value;
      squares += value * value;
    }
  }
  const count = (width - 2) * (height - 2);
  return squares / count - (sum / count) ** 2;
}

const at4 = (grey: Float32Array, at: number, width: number): number =>
  (grey[at - width] ?? 0) + (grey[at + width] ?? 0) + (grey[at - 1] ?? 0) + (grey[at + 1] ?? 0);

/** What differs from the ground, which is the median of the edge; and how far it reaches. */
function inkOf(grey: Float32Array, width: number, height: number): { ink: number; filled: number } {
  const ground = median([...edge(grey, width, height)]);
  let inked = 0;
  const columns = new Uint32Array(width);
  const rows = new Uint32Array(height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      if (Math.abs((grey[y * width + x] ?? 0) - ground) <= INK_STEP) continue;
      inked += 1;
      columns[x] = (columns[x] ?? 0) + 1;
      rows[y] = (rows[y] ?? 0) + 1;
    }
  }
  const filled = Math.max(middleSpan(columns, inked) / width, middleSpan(rows, inked) / height);
  return { ink: inked / grey.length, filled };
}

function* edge(grey: Float32Array, width: number, height: number): Generator<number> {
  for (let x = 0; x < width; x += 1) yield* [grey[x] ?? 0, grey[(height - 1) * width + x] ?? 0];
  for (let y = 0; y < height; y += 1) yield* [grey[y * width] ?? 0, grey[y * width + width - 1] ?? 0];
}

function median(values: number[]): number {
  values.sort((a, b) => a - b);
  const middle = values.length / 2;
  return ((values[Math.ceil(middle) - 1] ?? 0) + (values[Math.floor(middle)] ?? 0)) / 2;
}

/** Length that holds the middle nine tenths of what was counted: a speck at the rim does not widen it. */
function middleSpan(counts: Uint32Array, total: number): number {
  let [seen, from, to] = [0, -1, -1];
  counts.forEach((count, place) => {
    seen += count;
    if (from < 0 && seen >= total * 0.05) from = place;
    if (to < 0 && seen >= total * 0.95) to = place;
  });
  return total === 0 ? 0 : to - from + 1;
}

function faultsOf(short: number, sharpness: number, exposure: number, ink: number): string[] {
  const found = {
    tiny: short < MIN_SHORT_SIDE,
    blank: ink < MIN_INK,
    dark: exposure < MIN_EXPOSURE,
    bright: exposure > MAX_EXPOSURE,
    blurred: sharpness < MIN_SHARPNESS && ink >= MIN_INK,
  };
  return Object.entries(found).filter(([, isSo]) => isSo).map(([name]) => name);
}

const FAR = 0.3;
const SOFT = 12.0;
const DIM = 0.14;

/** What a person could do better, measured; stricter than the server's refusals, and only a hint. */
export function hintsOf({ sharpness, exposure, ink, filled, faults }: Measured): Hint[] {
  const hints: Hint[] = [];
  if (faults.includes("tiny")) hints.push("tiny");
  if (exposure < DIM) hints.push("dark");
  else if (exposure > MAX_EXPOSURE) hints.push("bright");
  if (sharpness < SOFT && ink >= MIN_INK) hints.push("blurred");
  if (ink < MIN_INK || filled < FAR) hints.push("far");
  return hints;
}
