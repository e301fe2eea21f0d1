// node e2e/network.mjs FOLDER: a LiteRT network in a real browser, by the runtime that the exported app has.
// FOLDER: model.tflite (one picture at a time), index.json ({side, pictures}), shown.bin (uint8 RGB, one after
// the other). Writes outputs.json there: by picture, {name of output: values}.
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "./browser.mjs";

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error("usage: node e2e/network.mjs FOLDER");
  process.exit(2);
}
const ORIGIN = "http://localhost:1";
const PACKAGES = join(dirname(fileURLToPath(import.meta.url)), "..", "node_modules", "@litertjs");
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".json": "application/json" };
const PAGE = `<!doctype html><title>network</title><script type="importmap">
{"imports": {"@litertjs/core": "/packages/core/dist/index.js", "@litertjs/wasm-utils": "/packages/wasm-utils/dist/index.js"}}
</script>`;

const browser = await launch();
const page = await browser.newPage();
page.on("pageerror", (error) => console.error(error.message));
await page.route("**/*", (route) => {
  const { origin, pathname } = new URL(route.request().url());
  if (origin !== ORIGIN) return route.abort();
  if (pathname === "/") return route.fulfill({ contentType: "text/html", body: PAGE });
  const path = pathname.startsWith("/packages/") ? join(PACKAGES, pathname.slice("/packages/".length)) : join(folder, pathname.slice(1));
  return route.fulfill({ contentType: TYPES[extname(path)] ?? "application/octet-stream", body: readFileSync(path) });
});
await page.goto(`${ORIGIN}/`);
const outputs = await page.evaluate(async () => {
  const { loadAndCompile, loadLiteRt, Tensor } = await import("@litertjs/core");
  const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  const { side, pictures } = JSON.parse(new TextDecoder().decode(await bytes("/index.json")));
  const [model, shown] = [await bytes("/model.tflite"), await bytes("/shown.bin")];
  await loadLiteRt("/packages/core/wasm/");
  const network = await loadAndCompile(model, { accelerator: "wasm" });
  const names = network.getOutputDetails().map(({ name }) => name);
  const found = [];
  for (let n = 0; n < pictures; n += 1) {
    const one = shown.slice(n * side * side * 3, (n + 1) * side * side * 3);
    const input = new Tensor(one, [1, side, side, 3]);
    const told = await network.run(input);
    const values = {};
    for (const [place, tensor] of told.entries()) {
      values[names[place]] = [...(await tensor.data())];
      tensor.delete();
    }
    input.delete();
    found.push(values);
  }
  return found;
});
await browser.close();
writeFileSync(join(folder, "outputs.json"), JSON.stringify(outputs));
console.log(`${outputs.length} pictures`);
