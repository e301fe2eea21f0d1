// Writes src/api/schema.d.ts from docs/openapi.json; with --check fails when the file is stale.
import { readFileSync, writeFileSync } from "node:fs";
import openapi, { astToString } from "openapi-typescript";

const source = new URL("../../docs/openapi.json", import.meta.url);
const target = new URL("../src/api/schema.d.ts", import.meta.url);

const wanted =
  "// Generated from docs/openapi.json by `npm run client`; do not edit.\n\n" +
  astToString(await openapi(source));

if (process.argv.includes("--check")) {
  if (readFileSync(target, "utf8") !== wanted) {
    console.error("src/api/schema.d.ts is stale: run `npm run client` in webportal/ and commit it.");
    process.exit(1);
  }
  console.log("src/api/schema.d.ts fits docs/openapi.json");
} else {
  writeFileSync(target, wanted);
  console.log("src/api/schema.d.ts written");
}
