/** The device's own steps against what the server's code made of the same pictures. */
import { readFileSync } from "node:fs";
import { roundtrip, shrunk } from "@insecta/decision";
import { hintsOf, measure } from "../src/offline/quality";

interface Case {
  name: string;
  width: number;
  height: number;
  pixels: string;
  rendition: string;
  quality: { sharpness: number; exposure: number; ink: number; faults: string[] };
}

const cases = JSON.parse(readFileSync(`${__dirname}/data/rendition.json`, "utf8")) as Case[];
const bytes = (text: string) => new Uint8Array(Buffer.from(text, "base64"));

test.each(cases.map((one) => [one.name, one] as const))("%s: loses what the server's JPEG loses, sample for sample", (_, { width, height, pixels, rendition }) => {
  expect(Buffer.from(roundtrip({ width, height, data: bytes(pixels) }).data).equals(bytes(rendition))).toBe(true);
});

test.each(cases.map((one) => [one.name, one] as const))("%s: measured as the server measures", (_, { width, height, rendition: kept, quality }) => {
  const found = measure({ width, height, data: bytes(kept) });
  expect(found.faults).toEqual(quality.faults);
  expect(found.exposure).toBeCloseTo(quality.exposure, 3);
  expect(found.ink).toBeCloseTo(quality.ink, 3);
  expect(Math.abs(found.sharpness - quality.sharpness)).toBeLessThan(0.01 + quality.sharpness * 0.001);
});

/** A square on a ground. */
function square(side: number, size: number, ink: number, ground: number, soft = false) {
  const data = new Uint8Array(side * side * 3).fill(ground);
  const from = Math.floor((side - size) / 2);
  for (let y = from; y < from + size; y += 1) {
    for (let x = from; x < from + size; x += 1) {
      const value = soft ? ground + (ink - ground) * Math.min(1, (size / 2 - Math.max(Math.abs(x - side / 2), Math.abs(y - side / 2))) / (size / 2)) : (x + y) % 2 ? ink : ink + 30;
      data.fill(Math.round(value), (y * side + x) * 3, (y * side + x) * 3 + 3);
    }
  }
  return { width: side, height: side, data };
}

test.each([
  ["good", square(200, 120, 40, 220), []],
  ["far", square(200, 30, 40, 220), ["far"]],
  ["dark", square(200, 120, 60, 5), ["dark"]],
  ["blurred", square(200, 180, 150, 200, true), ["blurred"]],
  ["tiny", square(30, 20, 40, 220), ["tiny"]],
] as const)("a %s picture is hinted at so", (_, pixels, expected) => {
  expect(hintsOf(measure(pixels))).toEqual(expected);
});

test("the rendition is never larger than the picture, and 384 pixels on its short side at most", () => {
  const blank = (width: number, height: number) => ({ width, height, data: new Uint8Array(width * height * 3) });
  expect(shrunk(blank(300, 200))).toMatchObject({ width: 300, height: 200 });
  expect(shrunk(blank(900, 600))).toMatchObject({ width: 576, height: 384 });
});
