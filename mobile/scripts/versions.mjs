// node scripts/versions.mjs: every installed package has the version that this Expo SDK was made with.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL("../", import.meta.url));
const read = (path) => JSON.parse(readFileSync(`${here}${path}`, "utf8"));
const wanted = read("node_modules/expo/bundledNativeModules.json");
const { dependencies, devDependencies } = read("package.json");

/** "~57.0.3" takes 57.0.3 and later patches; a bare version takes itself. */
function takes(range, version) {
  if (!range.startsWith("~")) return range === version;
  const [low, have] = [range.slice(1), version].map((text) => text.split(".").map(Number));
  return low[0] === have[0] && low[1] === have[1] && have[2] >= low[2];
}

const wrong = Object.keys({ ...dependencies, ...devDependencies })
  .filter((name) => name in wanted)
  .map((name) => [name, wanted[name], read(`node_modules/${name}/package.json`).version])
  .filter(([, range, version]) => !takes(range, version));
for (const [name, range, version] of wrong) console.error(`${name} is ${version}, the SDK wants ${range}`);
console.log(wrong.length ? `${wrong.length} do not fit` : "all versions fit the SDK");
process.exit(wrong.length ? 1 : 0);
