// Pictures to send: drawn here, so that the run needs no files and no two runs send the same bytes.
import { randomBytes } from "node:crypto";
import { deflateSync } from "node:zlib";

/** A PNG of an insect-like shape on a pale ground; another seed is another picture. */
export function drawn(name, seed = Date.now() % 100_000, side = 640) {
  const rows = [];
  for (let y = 0; y < side; y += 1) {
    const row = Buffer.alloc(1 + side * 3);
    for (let x = 0; x < side; x += 1) row.set(colour(x / side, y / side, seed), 1 + x * 3);
    rows.push(row);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const body = Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
  return { name, mimeType: "image/png", buffer: body };
}

/** A picture that takes several parts to send: random bytes follow its end, which decoders pass over. */
export function large(name) {
  const { buffer, ...picture } = drawn(name, Date.now() % 60_000, 200);
  return { ...picture, buffer: Buffer.concat([buffer, randomBytes(6_000_000)]) };
}

const BODY = [[0.5, 0.24, 0.1, 0.09], [0.5, 0.44, 0.08, 0.13], [0.5, 0.71, 0.13, 0.17]];

function colour(x, y, seed) {
  const grain = Math.sin(x * (91 + seed) + y * 57) * Math.sin(y * (71 + seed) - x * 33);
  for (const [cx, cy, rx, ry] of BODY) {
    const r = ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2;
    if (r < 1) return shade(96 + (seed % 40) - 50 * r, 58, 34, grain * 22);
  }
  const leg = [0.36, 0.44, 0.52].some((cy, n) => Math.abs(y - cy - (n - 1) * 0.5 * Math.abs(x - 0.5)) < 0.008);
  return leg && x > 0.2 && x < 0.8 ? shade(70, 45, 30, 0) : shade(232, 228, 220, grain * 5);
}

const shade = (red, green, blue, add) => [red + add, green + add, blue + add].map((v) => Math.max(0, Math.min(255, Math.round(v))));

function chunk(kind, data) {
  const body = Buffer.concat([Buffer.from(kind, "latin1"), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(checksum(body), body.length + 4);
  return whole;
}

function checksum(bytes) {
  let state = ~0;
  for (const byte of bytes) {
    state ^= byte;
    for (let bit = 0; bit < 8; bit += 1) state = (state >>> 1) ^ (state & 1 ? 0xedb88320 : 0);
  }
  return ~state >>> 0;
}
