/** Quality of a rendition, and the faults that make it useless, as `insecta/vision/quality.py`. */

import type { Quality } from "./answer";
import type { Pixels } from "./preprocess";

const MIN_SHORT_SIDE = 40;
const MIN_SHARPNESS = 4;
const MIN_EXPOSURE = 0.06;
const MAX_EXPOSURE = 0.985;
const MIN_INK = 0.003;
const INK_STEP = 20;

export function measure(pixels: Pixels): Quality {
  const grey = greyOf(pixels);
  const sharpness = sharpnessOf(grey, pixels);
  const exposure = grey.reduce((sum, value) => sum + value, 0) / grey.length / 255;
  const ground = medianOfEdge(grey, pixels);
  const ink = grey.reduce((n, value) => n + (Math.abs(value - ground) > INK_STEP ? 1 : 0), 0) / grey.length;
  const faults = Object.entries({
    tiny: Math.min(pixels.width, pixels.height) < MIN_SHORT_SIDE,
    blank: ink < MIN_INK,
    dark: exposure < MIN_EXPOSURE,
    bright: exposure > MAX_EXPOSURE,
    blurred: sharpness < MIN_SHARPNESS && ink >= MIN_INK,
  }).flatMap(([fault, holds]) => (holds ? [fault] : []));
  return { sharpness: rounded(sharpness, 3), exposure: rounded(exposure, 4), ink: rounded(ink, 4), faults };
}

const rounded = (value: number, digits: number): number => Math.round(value * 10 ** digits) / 10 ** digits;

/** ITU-R BT.601 luma, 0 to 255. */
function greyOf({ data }: Pixels): Float32Array {
  const grey = new Float32Array(data.length / 3);
  for (let n = 0; n < grey.length; n += 1) {
    grey[n] = 0.299 * (data[3 * n] ?? 0) + 0.587 * (data[3 * n + 1] ?? 0) + 0.114 * (data[3 * n + 2] ?? 0);
  }
  return grey;
}

/** Variance of the 4-neighbour Laplacian; 0 below 3 × 3 pixels. */
function sharpnessOf(grey: Float32Array, { width, height }: Pixels): number {
  if (Math.min(width, height) < 3) return 0;
  const at = (place: number): number => grey[place] ?? 0;
  let [sum, squares] = [0, 0];
  for (let y = 1; y < height - 1; y += 1) {
    for (let place = y * width + 1; place < y * width + width - 1; place += 1) {
      const bend = at(place - width) + at(place + width) + at(place - 1) + at(place + 1) - 4 * at(place);
      sum += bend;
      squares += bend * bend;
    }
  }
  const count = (width - 2) * (height - 2);
  return Math.max(0, squares / count - (sum / count) ** 2);
}

function medianOfEdge(grey: Float32Array, { width, height }: Pixels): number {
  const columns = Array.from({ length: height }, (_, y) => [y * width, y * width + width - 1]);
  const rows = Array.from({ length: width }, (_, x) => [x, (height - 1) * width + x]);
  const edge = Float32Array.from([...rows, ...columns].flat(), (place) => grey[place] ?? 0).sort();
  const middle = edge.length / 2;
  return ((edge[Math.ceil(middle) - 1] ?? 0) + (edge[Math.floor(middle)] ?? 0)) / 2;
}
