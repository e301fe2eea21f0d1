/** Bits of an entropy-coded segment, and the symbols that a Huffman table finds in them. */

import { Unreadable } from "./unreadable";

const QUICK_BITS = 9;
const MOST_BITS = 16;

export interface Huffman {
  /** By the next nine bits: length << 8 | symbol; 0 where the code is longer. */
  readonly quick: Uint16Array;
  /** By length: the largest code of it, or −1; and how far its symbols lie from its codes. */
  readonly largest: Int32Array;
  readonly shift: Int32Array;
  readonly symbols: Uint8Array;
}

/** `lengths`: how many codes have 1 to 16 bits. */
export function huffman(lengths: Uint8Array, symbols: Uint8Array): Huffman {
  const made = {
    quick: new Uint16Array(1 << QUICK_BITS),
    largest: new Int32Array(MOST_BITS + 2).fill(-1),
    shift: new Int32Array(MOST_BITS + 2),
    symbols,
  };
  let [code, place] = [0, 0];
  for (let length = 1; length <= MOST_BITS; length += 1) {
    made.shift[length] = place - code;
    for (let n = lengths[length - 1] ?? 0; n > 0; n -= 1) {
      if (length <= QUICK_BITS) {
        const free = QUICK_BITS - length;
        made.quick.fill((length << 8) | (symbols[place] ?? 0), code << free, (code + 1) << free);
      }
      made.largest[length] = code;
      code += 1;
      place += 1;
    }
    if (code > 1 << length) throw new Unreadable("a code table is broken");
    code <<= 1;
  }
  return made;
}

export class Bits {
  private held = 0;
  private count = 0;
  /** Zeros that were held because no more bytes came. */
  private made = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private at: number,
  ) {}

  private fill(): void {
    while (this.count <= 24) {
      let byte = this.bytes[this.at] ?? -1;
      if (byte === 0xff) {
        if (this.bytes[this.at + 1] === 0) this.at += 1;
        else byte = -1;
      }
      if (byte < 0) {
        byte = 0;
        this.made += 8;
      } else {
        this.at += 1;
      }
      this.held = (this.held << 8) | byte;
      this.count += 8;
    }
  }

  symbol({ quick, largest, shift, symbols }: Huffman): number {
    if (this.count < MOST_BITS) this.fill();
    const found = quick[(this.held >>> (this.count - QUICK_BITS)) & ((1 << QUICK_BITS) - 1)] ?? 0;
    if (found) {
      this.count -= found >> 8;
      return found & 0xff;
    }
    for (let length = QUICK_BITS + 1; length <= MOST_BITS; length += 1) {
      const code = (this.held >>> (this.count - length)) & ((1 << length) - 1);
      if (code <= (largest[length] ?? -1)) {
        this.count -= length;
        return symbols[code + (shift[length] ?? 0)] ?? 0;
      }
    }
    throw new Unreadable("its bits are broken");
  }

  /** A whole number of so many bits, at most 16. */
  take(bits: number): number {
    if (bits === 0) return 0;
    if (this.count < bits) this.fill();
    this.count -= bits;
    return (this.held >>> this.count) & ((1 << bits) - 1);
  }

  /** The same, where the lower half of its values stands for negative numbers. */
  signed(bits: number): number {
    const value = this.take(bits);
    return bits && value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;
  }

  /** Past the marker `RSTn` that must come now. */
  restart(n: number): void {
    this.end();
    if (this.bytes[this.at] !== 0xff || this.bytes[this.at + 1] !== 0xd0 + n) throw new Unreadable("it lost its place");
    this.at += 2;
    this.held = this.count = this.made = 0;
  }

  /** Where the segment ends: at a marker, with nothing left over and nothing missing. */
  end(): number {
    if (this.count < this.made) throw new Unreadable("it is cut short");
    if (this.count - this.made >= 8 || this.bytes[this.at] !== 0xff) throw new Unreadable("there is more in it than it says");
    return this.at;
  }
}
