/**
 * What the TypeScript copy makes of pictures: `node equal.mjs SOURCES FOLDER`. FOLDER has index.json
 * ({side, temperature, pictures: [{width, height}]}), N.rgb (pixels), outputs.json (logits, embedding,
 * by picture), prototypes.json, release.json and taxa.csv. Prints one JSON list: what the network is
 * shown (SHA-256), the answer's taxon, rank, abstention and limit.
 */

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

registerHooks({
  resolve: (specifier, context, next) => next(/^\.\.?\/.*\/?[^.]+$/.test(specifier) ? `${specifier}.ts` : specifier, context),
});

const [, , sources, folder] = process.argv;
const read = (name) => readFileSync(join(folder, name));
const json = (name) => JSON.parse(read(name).toString());
const { calibrated, candidatesFrom, decide, fuse, letterbox, measure, novelty, readRelease } = await import(
  pathToFileURL(join(sources, "index.ts")).href
);

const manifest = read("release.json");
const release = readRelease(createHash("sha256").update(manifest).digest("hex"), manifest.toString(), read("taxa.csv").toString());
const { side, temperature, pictures } = json("index.json");
const outputs = json("outputs.json");
const prototypes = json("prototypes.json");

const answers = pictures.map(({ width, height }, n) => {
  const pixels = { width, height, data: new Uint8Array(read(`${n}.rgb`)) };
  const { logits, embedding } = outputs[n];
  const seen = {
    release: release.fields.digest,
    candidates: candidatesFrom(release, calibrated(logits, temperature)),
    quality: measure(pixels),
    novelty: novelty(release.fields.measure, { logits, temperature, embedding }, prototypes),
    view: null,
    individuals: null,
  };
  const { answer, abstention, limit } = decide(release, fuse([seen]), { target: 0.95 });
  return {
    shown: createHash("sha256").update(letterbox(pixels, side).data).digest("hex"),
    answer: answer?.taxonId ?? null,
    rank: answer?.rank ?? null,
    abstention,
    limit,
  };
});
process.stdout.write(JSON.stringify(answers));
