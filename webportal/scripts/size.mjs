// Fails when the first view of webportal/dist needs more script than promised (120 KB gzip).
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 120_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** The entry and everything it imports statically; lazily loaded pages are not part of it. */
function firstView(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const next of manifest[name].imports ?? []) firstView(next, seen);
  return seen;
}

const entry = Object.keys(manifest).find((name) => manifest[name].isEntry);
const files = [...firstView(entry)].map((name) => manifest[name].file);
const bytes = files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist))).length, 0);
console.log(`first view: ${(bytes / 1000).toFixed(1)} KB gzip of script (limit ${LIMIT / 1000} KB)`);
if (bytes > LIMIT) {
  console.error("The first view is too heavy: load what it does not show lazily.");
  process.exit(1);
}
