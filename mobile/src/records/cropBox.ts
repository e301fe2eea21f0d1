/** The frame that cuts a picture. Pure; fractions of the picture's sides. */

import type { Box } from "../device/crop";

export const WHOLE: Box = { x: 0.1, y: 0.1, width: 0.8, height: 0.8 };
const LEAST = 0.08;

const within = (value: number, low: number, high: number) => Math.min(high, Math.max(low, value));

/** Moved by fractions, never out of the picture. */
export const moved = (box: Box, across: number, down: number): Box => ({
  ...box,
  x: within(box.x + across, 0, 1 - box.width),
  y: within(box.y + down, 0, 1 - box.height),
});

/** Larger or smaller about its middle, never out of the picture. */
export function scaled(box: Box, factor: number): Box {
  const width = within(box.width * factor, LEAST, 1);
  const height = within(box.height * factor, LEAST, 1);
  return {
    width, height,
    x: within(box.x + (box.width - width) / 2, 0, 1 - width),
    y: within(box.y + (box.height - height) / 2, 0, 1 - height),
  };
}
