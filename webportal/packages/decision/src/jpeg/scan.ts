/** One scan of a JPEG: frequencies of blocks out of its bits, all at once or step by step (progressive). */

import { type Bits, type Huffman } from "./bits";
import { placeOf, type Component, type Frame } from "./frame";
import { Unreadable } from "./unreadable";

/** One component of a scan. */
export interface Part {
  readonly component: Component;
  readonly dc: Huffman | undefined;
  readonly ac: Huffman | undefined;
  /** Frequencies by block, 64 each; one block only where each is shown at once. */
  readonly kept: Int16Array;
  /** Called where a block is done and will not be needed any more. */
  readonly show: ((row: number, column: number) => void) | null;
  /** The block's own light before. */
  before: number;
}

/** Which frequencies come, and how many of their lower bits are still to come, now and before. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly before: number;
  readonly low: number;
}

type Read = (part: Part, at: number) => void;

/** Read a whole scan, in steps of a row of units. Returns where it ends. */
export function* readingScan(frame: Frame, parts: readonly Part[], span: Span, bits: Bits, restart: number): Generator<void, number> {
  const read = frame.progressive ? stepwise(span, bits) : atOnce(bits);
  const single = parts.length === 1 ? parts[0] : undefined;
  const [across, down] = single
    ? [single.component.blocks.across, single.component.blocks.down]
    : [Math.ceil(frame.width / (8 * frame.most.across)), Math.ceil(frame.height / (8 * frame.most.down))];
  let left = restart;
  for (let unit = 0; unit < across * down; unit += 1) {
    if (restart && left === 0) {
      bits.restart((unit / restart - 1) & 7);
      for (const part of parts) part.before = 0;
      read.again();
      left = restart;
    }
    left -= 1;
    const row = Math.floor(unit / across);
    if (unit % across === 0) yield;
    if (single) readBlock(single, row, unit % across, read.block);
    else readUnit(parts, row, unit % across, read.block);
  }
  return bits.end();
}

function readUnit(parts: readonly Part[], row: number, column: number, read: Read): void {
  for (const part of parts) {
    const { across, down } = part.component;
    for (let y = 0; y < down; y += 1) {
      for (let x = 0; x < across; x += 1) readBlock(part, row * down + y, column * across + x, read);
    }
  }
}

function readBlock(part: Part, row: number, column: number, read: Read): void {
  if (part.show) {
    part.kept.fill(0);
    read(part, 0);
    part.show(row, column);
  } else {
    read(part, (row * part.component.blocks.wide + column) * 64);
  }
}

interface Reading {
  block: Read;
  /** Forget what reaches over blocks. */
  again(): void;
}

const needed = (table: Huffman | undefined): Huffman => {
  if (!table) throw new Unreadable("a code table is missing");
  return table;
};

/** The block's light: as far as it is from that of the one before. */
function light(part: Part, bits: Bits): number {
  part.before += bits.signed(bits.symbol(needed(part.dc)) & 15);
  return part.before;
}

function atOnce(bits: Bits): Reading {
  return {
    again: () => undefined,
    block: (part, at) => {
      part.kept[at] = light(part, bits);
      const codes = needed(part.ac);
      for (let n = 1; n < 64; n += 1) {
        const symbol = bits.symbol(codes);
        const zeros = symbol >> 4;
        const size = symbol & 15;
        if (size === 0) {
          if (zeros !== 15) return;
          n += 15;
          continue;
        }
        n += zeros;
        if (n > 63) throw new Unreadable("a block is too long");
        part.kept[at + placeOf(n)] = bits.signed(size);
      }
    },
  };
}

function stepwise(span: Span, bits: Bits): Reading {
  if (span.from === 0) {
    const block: Read = span.before
      ? (part, at) => {
          if (bits.take(1)) part.kept[at] = (part.kept[at] ?? 0) | (1 << span.low);
        }
      : (part, at) => {
          part.kept[at] = light(part, bits) << span.low;
        };
    return { block, again: () => undefined };
  }
  return span.before ? refined(span, bits) : first(span, bits);
}

/** Blocks that end here: 2^n, and as many more as n bits say. */
const endsHere = (zeros: number, bits: Bits): number => (1 << zeros) + bits.take(zeros);

function first({ from, to, low }: Span, bits: Bits): Reading {
  let ended = 0;
  return {
    again: () => (ended = 0),
    block: (part, at) => {
      if (ended > 0) {
        ended -= 1;
        return;
      }
      const codes = needed(part.ac);
      for (let n = from; n <= to; n += 1) {
        const symbol = bits.symbol(codes);
        const zeros = symbol >> 4;
        const size = symbol & 15;
        if (size === 0 && zeros < 15) {
          ended = endsHere(zeros, bits) - 1;
          return;
        }
        n += zeros;
        if (n > 63) throw new Unreadable("a block is too long");
        if (size) part.kept[at + placeOf(n)] = bits.signed(size) * (1 << low);
      }
    },
  };
}

/** One bit more of what is there, and what was too small until now. */
function refined({ from, to, low }: Span, bits: Bits): Reading {
  let ended = 0;
  const bit = 1 << low;
  const refine = (kept: Int16Array, place: number): void => {
    const value = kept[place] ?? 0;
    if (bits.take(1) && (Math.abs(value) & bit) === 0) kept[place] = value + (value > 0 ? bit : -bit);
  };
  /** Past so many zeros, refining what lies between; the place after them. */
  const past = (kept: Int16Array, at: number, start: number, zeros: number): number => {
    let n = start;
    for (let left = zeros; n <= to; n += 1) {
      const place = at + placeOf(n);
      if (kept[place]) refine(kept, place);
      else if (left === 0) return n;
      else left -= 1;
    }
    return n;
  };
  return {
    again: () => (ended = 0),
    block: ({ kept, ac }, at) => {
      let n = from;
      const codes = needed(ac);
      for (; ended === 0 && n <= to; n += 1) {
        const symbol = bits.symbol(codes);
        const zeros = symbol >> 4;
        const size = symbol & 15;
        if (size === 0 && zeros < 15) {
          ended = endsHere(zeros, bits);
          break;
        }
        const value = size ? (bits.take(1) ? bit : -bit) : 0;
        n = past(kept, at, n, zeros);
        if (value && n <= to) kept[at + placeOf(n)] = value;
      }
      if (ended > 0) {
        past(kept, at, n, 64);
        ended -= 1;
      }
    },
  };
}
