/** The rendition: what the server's steps see of a picture (insecta/vision/decode.py). */

import { resize, type Pixels } from "@insecta/decision";

const SHORT_SIDE = 384;
/** Decoded with no more than this on the short side: enough for a clean rendition, quick on a phone. */
export const DECODED_SHORT = 2 * SHORT_SIDE;

/** Short side at most 384 pixels; never larger than it was. */
export function rendition(pixels: Pixels): Pixels {
  const ratio = Math.min(1, SHORT_SIDE / Math.min(pixels.width, pixels.height));
  if (ratio === 1) return pixels;
  return resize(pixels, Math.max(1, Math.round(pixels.width * ratio)), Math.max(1, Math.round(pixels.height * ratio)));
}
