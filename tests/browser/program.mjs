// node program.mjs: unpacks the browser beside its packages, once, and prints where it is and the
// environment it needs: {"program": PATH, "environment": {…}}.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const packages = join(dirname(fileURLToPath(import.meta.url)), "node_modules");
const version = JSON.parse(readFileSync(join(packages, "@sparticuz/chromium/package.json"), "utf8")).version;
const place = join(packages, ".unpacked", version);
const whole = join(place, "whole");
process.env.TMPDIR = place; // the package unpacks into the folder for temporary files

if (!existsSync(whole)) {
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  const { default: chromium, inflate } = await import("@sparticuz/chromium");
  await chromium.executablePath();
  await inflate(join(packages, "@sparticuz/chromium/bin/al2023.tar.br"));
  writeFileSync(
    join(place, "fonts.conf"),
    `<?xml version="1.0"?><fontconfig><dir>${join(place, "fonts")}</dir><cachedir>${join(place, "cache")}</cachedir></fontconfig>`,
  );
  writeFileSync(whole, "");
}

const program = join(place, "chromium");
const environment = {};
if (!existsSync("/usr/share/fonts") || readdirSync("/usr/share/fonts").length === 0) {
  environment.FONTCONFIG_FILE = join(place, "fonts.conf");
}
if (spawnSync(program, ["--version"]).status !== 0) {
  environment.LD_LIBRARY_PATH = join(place, "al2023", "lib");
}
console.log(JSON.stringify({ program, environment }));
