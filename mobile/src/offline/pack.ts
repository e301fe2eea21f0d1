/** The files of a release, checked against its digest (docs/release-format.md) before any is kept. */

import { unzipSync } from "fflate";

/** The files are not those that the digest names. */
export class WrongPack extends Error {
  constructor(readonly what: string) {
    super(`the pack does not fit its release: ${what}`);
    this.name = "WrongPack";
  }
}

export interface Manifest {
  format: string;
  name: string;
  version: string;
  side: number;
  dimensions: number;
  temperature: number;
  outputs: Record<string, number[]>;
  files: Record<string, { sha256: string; bytes: number }>;
}

/** The second names its measure of novelty. */
const FORMATS = ["insecta-release-1", "insecta-release-2"];
/** What an answer needs; the card and the licence are read at the server. */
const NEEDED = ["taxa.csv", "prototypes.npy"];
const MODELS = ["model-1.tflite", "model.tflite"];
/** No release of this project is as large; a phone shall not be filled by a mistake. */
const MOST_BYTES = 32_000_000;

/** Files by name, all of them checked. Throws WrongPack. */
export async function openPack(digest: string, zip: Uint8Array, sha256: (bytes: Uint8Array) => Promise<string>): Promise<Map<string, Uint8Array>> {
  let unpacked = 0;
  const entries = (() => {
    try {
      return unzipSync(zip, {
        filter: ({ name, originalSize }) => {
          unpacked += originalSize;
          return /^[\w.-]+$/.test(name) && unpacked <= MOST_BYTES;
        },
      });
    } catch {
      throw new WrongPack("it is no zip archive, or damaged");
    }
  })();
  const description = entries["release.json"];
  if (!description || (await sha256(description)) !== digest) throw new WrongPack("release.json");
  const { files } = readManifest(description);
  const found = new Map<string, Uint8Array>([["release.json", description]]);
  for (const [name, told] of Object.entries(files)) {
    const bytes = entries[name];
    if (!bytes || bytes.length !== told.bytes || (await sha256(bytes)) !== told.sha256) throw new WrongPack(name);
    found.set(name, bytes);
  }
  for (const name of [...NEEDED, modelName(files)]) if (!found.has(name)) throw new WrongPack(`${name} is missing`);
  return found;
}

export function readManifest(description: Uint8Array): Manifest {
  const manifest = JSON.parse(new TextDecoder().decode(description)) as Manifest;
  if (!FORMATS.includes(manifest.format)) throw new WrongPack(`format ${manifest.format}: this app is too old for it`);
  return manifest;
}

/** The network for one picture at a time where the release has one. */
export const modelName = (files: Manifest["files"]): string => MODELS.find((name) => name in files) ?? "model.tflite";

/** Which files are kept. */
export const kept = (files: Manifest["files"]): string[] => ["release.json", ...NEEDED, modelName(files)];

/** Rows of a NumPy file of float16 [n, dimensions]. Throws WrongPack. */
export function readPrototypes(bytes: Uint8Array): Float32Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 10 + view.getUint16(8, true);
  const header = new TextDecoder("latin1").decode(bytes.subarray(10, start));
  const shape = /'descr': '<f2', 'fortran_order': False, 'shape': \((\d+), (\d+)\)/.exec(header);
  if (bytes[0] !== 0x93 || !shape) throw new WrongPack("prototypes.npy");
  const [rows, columns] = [Number(shape[1]), Number(shape[2])];
  if (bytes.length < start + rows * columns * 2) throw new WrongPack("prototypes.npy");
  return Array.from({ length: rows }, (_, row) =>
    Float32Array.from({ length: columns }, (__, column) => half(view.getUint16(start + (row * columns + column) * 2, true))),
  );
}

/** A float16 by its bits. */
function half(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
