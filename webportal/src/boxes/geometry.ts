/** Boxes as fractions of their picture: x, y, width, height from the upper left corner. */

import type { Box } from "../api/regions";

const LEAST = 0.002;

/** Inside the picture, and not smaller than can be seen. */
export function within([x, y, width, height]: Box): Box {
  const [w, h] = [between(LEAST, width, 1), between(LEAST, height, 1)];
  return [round(between(0, x, 1 - w)), round(between(0, y, 1 - h)), round(w), round(h)];
}

/** From one corner to the opposite one, whichever way it was drawn. */
export function spanned(x0: number, y0: number, x1: number, y1: number): Box {
  const [left, right] = [between(0, Math.min(x0, x1), 1), between(0, Math.max(x0, x1), 1)];
  const [top, bottom] = [between(0, Math.min(y0, y1), 1), between(0, Math.max(y0, y1), 1)];
  return within([left, top, right - left, bottom - top]);
}

export const moved = ([x, y, width, height]: Box, across: number, down: number): Box => within([x + across, y + down, width, height]);

/** Its lower right corner moves; the upper left stays. */
export const resized = ([x, y, width, height]: Box, across: number, down: number): Box =>
  within([x, y, Math.min(width + across, 1 - x), Math.min(height + down, 1 - y)]);

/** The smallest box that holds them all. */
export function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map(([x]) => x));
  const top = Math.min(...boxes.map(([, y]) => y));
  const right = Math.max(...boxes.map(([x, , width]) => x + width));
  const bottom = Math.max(...boxes.map(([, y, , height]) => y + height));
  return within([left, top, right - left, bottom - top]);
}

/** In two equal halves, across its longer side as the picture shows it; `aspect`: width by height of the picture. */
export function halves([x, y, width, height]: Box, aspect: number): [Box, Box] {
  return width * aspect >= height
    ? [within([x, y, width / 2, height]), within([x + width / 2, y, width / 2, height])]
    : [within([x, y, width, height / 2]), within([x, y + height / 2, width, height / 2])];
}

/** The same, as far as the server keeps digits. */
export const same = (one: Box, other: Box): boolean => one.every((value, n) => Math.abs(value - (other[n] ?? NaN)) < 2e-5);

const between = (least: number, value: number, most: number): number => Math.min(most, Math.max(least, value));
const round = (value: number): number => Math.round(value * 1e5) / 1e5;
