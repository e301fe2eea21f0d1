/**
 * Rendition → what the network reads, byte for byte as `insecta/vision/preprocess.py`: letterbox on
 * edge colour, triangle filter. Pillow's resize is done here in its own fixed point: two passes,
 * coefficients of 22 bits, rounded and cut to a byte after each.
 */

export const PREPROCESSING = "insecta-1: letterbox on edge colour, triangle filter";

export interface Extent {
  readonly width: number;
  readonly height: number;
}

/** RGB bytes, row by row. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const CHANNELS = 3;
const PRECISION_BITS = 22;

/** RGBA bytes of a canvas without their fourth channel. */
export function withoutAlpha(width: number, height: number, rgba: Uint8ClampedArray | Uint8Array): Pixels {
  const data = new Uint8Array(width * height * CHANNELS);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      data[pixel * CHANNELS + channel] = rgba[pixel * 4 + channel] ?? 0;
    }
  }
  return { width, height, data };
}

/** Median colour of the outermost rows and columns: the background of most specimens. */
export function edgeColour({ width, height, data }: Pixels): [number, number, number] {
  const places: number[] = [];
  for (let x = 0; x < width; x += 1) places.push(x, (height - 1) * width + x);
  for (let y = 0; y < height; y += 1) places.push(y * width, y * width + width - 1);
  const median = (channel: number): number => {
    const values = Uint8Array.from(places, (place) => data[place * CHANNELS + channel] ?? 0).sort();
    const middle = values.length / 2;
    return Math.floor(((values[Math.ceil(middle) - 1] ?? 0) + (values[Math.floor(middle)] ?? 0)) / 2);
  };
  return [median(0), median(1), median(2)];
}

/**
 * The whole picture in a square: the longer side becomes `side`, the rest is filled evenly on both
 * sides with the edge colour; an odd pixel goes below or to the right.
 */
export function letterbox(pixels: Pixels, side: number): Pixels {
  const ratio = side / Math.max(pixels.height, pixels.width);
  const width = Math.max(1, halfToEven(pixels.width * ratio));
  const height = Math.max(1, halfToEven(pixels.height * ratio));
  const resized = resize(pixels, width, height);
  const colour = edgeColour(pixels);
  const data = new Uint8Array(side * side * CHANNELS);
  for (let place = 0; place < data.length; place += 1) data[place] = colour[place % CHANNELS] ?? 0;
  const top = Math.floor((side - height) / 2);
  const left = Math.floor((side - width) / 2);
  for (let y = 0; y < height; y += 1) {
    const row = resized.data.subarray(y * width * CHANNELS, (y + 1) * width * CHANNELS);
    data.set(row, ((top + y) * side + left) * CHANNELS);
  }
  return { width: side, height: side, data };
}

/**
 * Pillow's `resize(…, BILINEAR)`, as of version 13: first across, then down; the other way round
 * where more than twice as many rows as columns are lost. A side that stays is not touched. `of`: how
 * much of the last column and row counts, in fractions of pixels, where not all of them.
 */
export function resize(pixels: Pixels, width: number, height: number, of: Extent = pixels): Pixels {
  const lost = { rows: pixels.height - height, columns: pixels.width - width };
  const downFirst = lost.rows > 0 && lost.rows > 2 * lost.columns;
  const across = (one: Pixels) => (width === of.width ? one : alongRows(one, width, of.width));
  const down = (one: Pixels) => (height === of.height ? one : alongColumns(one, height, of.height));
  return downFirst ? across(down(pixels)) : down(across(pixels));
}

/** For one place of the target: which places of the source, and how much of each. */
interface Share {
  from: number;
  weights: Int32Array;
}

function shares(source: number, target: number, extent: number): Share[] {
  const scale = extent / target;
  const support = Math.max(scale, 1);
  return Array.from({ length: target }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const from = Math.max(0, Math.trunc(centre - support + 0.5));
    const to = Math.min(source, Math.trunc(centre + support + 0.5));
    const raw = Array.from({ length: to - from }, (_, n) => {
      const apart = Math.abs((n + from - centre + 0.5) * (1 / support));
      return apart < 1 ? 1 - apart : 0;
    });
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const weights = Int32Array.from(raw, (weight) => {
      const scaled = (sum ? weight / sum : weight) * (1 << PRECISION_BITS);
      return Math.trunc(0.5 + scaled);
    });
    return { from, weights };
  });
}

function alongRows({ width: wide, height, data }: Pixels, width: number, extent: number): Pixels {
  const found = new Uint8Array(width * height * CHANNELS);
  shares(wide, width, extent).forEach(({ from, weights }, x) => {
    for (let y = 0; y < height; y += 1) {
      for (let channel = 0; channel < CHANNELS; channel += 1) {
        const start = (y * wide + from) * CHANNELS + channel;
        found[(y * width + x) * CHANNELS + channel] = weighed(data, start, CHANNELS, weights);
      }
    }
  });
  return { width, height, data: found };
}

function alongColumns({ width, height: high, data }: Pixels, height: number, extent: number): Pixels {
  const found = new Uint8Array(width * height * CHANNELS);
  const row = width * CHANNELS;
  shares(high, height, extent).forEach(({ from, weights }, y) => {
    for (let place = 0; place < row; place += 1) {
      found[y * row + place] = weighed(data, from * row + place, row, weights);
    }
  });
  return { width, height, data: found };
}

function weighed(data: Uint8Array, start: number, step: number, weights: Int32Array): number {
  let sum = 1 << (PRECISION_BITS - 1);
  for (let n = 0; n < weights.length; n += 1) sum += (data[start + n * step] ?? 0) * (weights[n] ?? 0);
  return Math.min(255, Math.max(0, Math.floor(sum / (1 << PRECISION_BITS))));
}

/** As Python rounds: a half goes to the even neighbour. */
export function halfToEven(value: number): number {
  const floor = Math.floor(value);
  const apart = value - floor;
  if (apart !== 0.5) return apart < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}
