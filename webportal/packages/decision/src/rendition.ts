/**
 * The rendition of a picture: what the server's steps see of it, pixel for pixel as
 * `insecta/vision/decode.py` makes it. A picture that cannot be read in the same way is Unreadable:
 * better no answer on a device than another one than the server's.
 */

import { decodingJpeg } from "./jpeg/decode";
import { Unreadable } from "./jpeg/unreadable";
import { orientationOf, upright } from "./orientation";
import { decodePng, isPng, type Inflate } from "./png";
import type { Pixels } from "./preprocess";
import { inSrgb, joined } from "./profile";
import { SHORT_SIDE, shrunk } from "./shrink";

export type { Inflate } from "./png";

/** Upright, short side at most 384 pixels. `inflate`: for PNG. Throws Unreadable. */
export function rendition(bytes: Uint8Array, inflate: Inflate): Pixels {
  const steps = renditionInSteps(bytes, inflate);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same in steps of a few milliseconds, between which a screen can be drawn. Throws Unreadable. */
export function* renditionInSteps(bytes: Uint8Array, inflate: Inflate): Generator<void, Pixels> {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return yield* ofJpeg(bytes);
  if (!isPng(bytes)) throw new Unreadable("it is no JPEG or PNG");
  const { pixels, plain, exif, xmp, profile } = decodePng(bytes, inflate);
  return upright(shrunk(inSrgb(plain ? shrunk(pixels) : pixels, profile)), orientationOf(exif, xmp));
}

function* ofJpeg(bytes: Uint8Array): Generator<void, Pixels> {
  const { pixels, remarks } = yield* decodingJpeg(bytes, SHORT_SIDE);
  return upright(inSrgb(shrunk(pixels), joined(remarks.profile)), orientationOf(remarks.exif, remarks.xmp));
}
