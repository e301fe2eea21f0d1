/** The rendition of a picture on the device: what the server's steps see of it, pixel for pixel. */

import { unzlibSync } from "fflate";
import { renditionInSteps, type Pixels } from "@insecta/decision";

/** For hints, pictures are decoded with no more than this on the short side: quick on a phone. */
export const DECODED_SHORT = 768;
/** So long the screen may stand still, ms. */
const TURN_MS = 12;

/** Made in turns, so that screens can be drawn meanwhile. Throws Unreadable. */
export async function renditionOf(bytes: Uint8Array): Promise<Pixels> {
  const steps = renditionInSteps(bytes, unzlibSync);
  for (let began = Date.now(); ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (Date.now() - began < TURN_MS) continue;
    await new Promise((resolve) => setTimeout(resolve, 0));
    began = Date.now();
  }
}
