/**
 * What the TypeScript copy reads in pictures: `node renditions.mjs SOURCES LIST`. LIST: JSON, paths.
 * Prints JSON, by picture: {size, seen, kept} (width and height; SHA-256 of the rendition's pixels, and
 * of what is left of them once it is stored), or {why} where it is left to the server.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inflateSync } from "node:zlib";

registerHooks({
  resolve: (specifier, context, next) => next(/^\.\.?\/.*\/?[^.]+$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});

const [, , sources, list] = process.argv;
const { rendition, roundtrip, Unreadable } = await import(pathToFileURL(join(sources, "index.ts")).href);
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

const read = (path) => {
  try {
    const pixels = rendition(new Uint8Array(readFileSync(path)), (packed) => new Uint8Array(inflateSync(packed)));
    return { size: [pixels.width, pixels.height], seen: sha256(pixels.data), kept: sha256(roundtrip(pixels).data) };
  } catch (error) {
    if (error instanceof Unreadable) return { why: error.why };
    throw error;
  }
};
process.stdout.write(JSON.stringify(JSON.parse(readFileSync(list, "utf8")).map(read)));
