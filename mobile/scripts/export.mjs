// node scripts/export.mjs web|android: the app's files, from the packages that are here and nothing else.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const OUT = { web: "dist", android: "dist-android" };
const platform = process.argv[2];
if (!(platform in OUT)) {
  console.error("usage: node scripts/export.mjs web|android");
  process.exit(2);
}
const here = fileURLToPath(new URL("../", import.meta.url));

/** The runtime that computes on the device in a browser; served beside the app, never from elsewhere. */
function litert() {
  const target = `${here}public/litert/`;
  mkdirSync(target, { recursive: true });
  for (const build of ["litert_wasm_internal", "litert_wasm_compat_internal"]) {
    for (const name of [`${build}.js`, `${build}.wasm`]) {
      cpSync(`${here}node_modules/@litertjs/core/wasm/${name}`, `${target}${name}`);
    }
  }
}

if (platform === "web") litert();
const { status } = spawnSync(
  process.execPath,
  [`${here}node_modules/expo/bin/cli`, "export", "--platform", platform, "--output-dir", OUT[platform]],
  { cwd: here, stdio: "inherit", env: { ...process.env, EXPO_OFFLINE: "1", EXPO_NO_TELEMETRY: "1", CI: "1" } },
);
if (status !== 0) process.exit(status ?? 1);
if (platform === "web") worker();

/** The service worker keeps what the first page needs; the runtime of the network when it is first used. */
function worker() {
  const dist = `${here}dist/`;
  const names = readdirSync(dist, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath.replaceAll("\\", "/").replace(/\/?$/, "/")}${entry.name}`.slice(dist.length))
    .filter((name) => !name.startsWith("litert/") && !["sw.js", "metadata.json", "index.html"].includes(name));
  const digest = createHash("sha256");
  for (const name of ["index.html", ...names]) digest.update(name).update(readFileSync(`${dist}${name}`));
  const files = ["/app/", ...names.map((name) => `/app/${name}`)];
  const script = readFileSync(`${dist}sw.js`, "utf8").replace("%VERSION%", digest.digest("hex").slice(0, 16)).replace("%FILES%", JSON.stringify(files));
  writeFileSync(`${dist}sw.js`, script);
}
