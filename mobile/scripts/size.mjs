// node scripts/size.mjs: fails when the script of an export is heavier than promised (3 MB).
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const LIMIT = 3_000_000;
const here = fileURLToPath(new URL("../", import.meta.url));
let seen = 0;
for (const folder of ["dist", "dist-android"]) {
  let bytes = 0;
  try {
    for (const name of readdirSync(join(here, folder, "_expo", "static", "js"), { recursive: true })) {
      if (/\.(js|hbc)$/.test(name)) bytes += statSync(join(here, folder, "_expo", "static", "js", name)).size;
    }
  } catch {
    continue;
  }
  seen += 1;
  console.log(`script in ${folder}: ${(bytes / 1e6).toFixed(2)} MB (limit ${LIMIT / 1e6} MB)`);
  if (bytes > LIMIT) process.exitCode = 1;
}
if (seen === 0) {
  console.error("nothing is exported yet: npm run export:web");
  process.exitCode = 1;
}
