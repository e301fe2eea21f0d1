/** Which way up a picture is, as its EXIF or XMP says; and turning it so. */

import type { Pixels } from "./preprocess";

const UPRIGHT = 1;
const TAG = 0x0112;
/** Types of EXIF's numbers that are whole: bytes, 16 and 32 bits. */
const WIDTHS: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** 1 to 8. `exif`: from its byte order mark on. */
export function orientationOf(exif: Uint8Array | null, xmp: Uint8Array | null): number {
  const found = (exif && inExif(exif)) ?? (xmp && inXmp(xmp)) ?? UPRIGHT;
  return found >= 1 && found <= 8 ? found : UPRIGHT;
}

function inExif(exif: Uint8Array): number | null {
  const little = exif[0] === 0x49;
  if (exif.length < 8 || exif[0] !== exif[1] || !(little || exif[0] === 0x4d)) return null;
  const view = new DataView(exif.buffer, exif.byteOffset, exif.byteLength);
  const start = view.getUint32(4, little);
  if (start + 2 > exif.length) return null;
  const count = view.getUint16(start, little);
  for (let n = 0, at = start + 2; n < count && at + 12 <= exif.length; n += 1, at += 12) {
    if (view.getUint16(at, little) === TAG) return valueAt(view, at, little);
  }
  return null;
}

function valueAt(view: DataView, at: number, little: boolean): number {
  const width = WIDTHS[view.getUint16(at + 2, little)];
  if (!width || view.getUint32(at + 4, little) !== 1) return UPRIGHT;
  if (width === 1) return view.getUint8(at + 8);
  return width === 2 ? view.getUint16(at + 8, little) : view.getUint32(at + 8, little);
}

function inXmp(xmp: Uint8Array): number | null {
  let text = "";
  for (let at = 0; at < xmp.length; at += 4096) text += String.fromCharCode(...xmp.subarray(at, at + 4096));
  const found = /tiff:Orientation(?:="|>)([0-9])/.exec(text);
  return found ? Number(found[1]) : null;
}

/** Where the pixel at (x, y) of the upright picture is in the picture of (width, height). */
const SOURCES: Readonly<Record<number, (x: number, y: number, width: number, height: number) => number>> = {
  2: (x, y, width) => y * width + width - 1 - x,
  3: (x, y, width, height) => (height - 1 - y) * width + width - 1 - x,
  4: (x, y, width, height) => (height - 1 - y) * width + x,
  5: (x, y, width) => x * width + y,
  6: (x, y, width, height) => (height - 1 - x) * width + y,
  7: (x, y, width, height) => (height - 1 - x) * width + width - 1 - y,
  8: (x, y, width) => x * width + width - 1 - y,
};

export function upright(pixels: Pixels, orientation: number): Pixels {
  const source = SOURCES[orientation];
  if (!source) return pixels;
  const [width, height] = orientation >= 5 ? [pixels.height, pixels.width] : [pixels.width, pixels.height];
  const data = new Uint8Array(pixels.data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = source(x, y, pixels.width, pixels.height) * 3;
      data.set(pixels.data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { width, height, data };
}
