// node scripts/coast.mjs: assets/coast.json, the coastlines of Natural Earth (public domain) as one path.
import { readFileSync, writeFileSync } from "node:fs";
import { feature } from "topojson-client";

const here = new URL("../", import.meta.url);
const world = JSON.parse(readFileSync(new URL("node_modules/world-atlas/land-110m.json", here), "utf8"));
const point = ([x, y]) => `${x.toFixed(1)} ${(-y).toFixed(1)}`;
const rings = feature(world, world.objects.land).features.flatMap(({ geometry }) =>
  geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat(),
);
const land = rings.map((ring) => `M${ring.map(point).join("L")}Z`).join("");
const told = { source: "Natural Earth 1:110m land, public domain, by way of world-atlas", land };
writeFileSync(new URL("assets/coast.json", here), `${JSON.stringify(told)}\n`);
console.log(`assets/coast.json: ${rings.length} coastlines, ${land.length} characters`);
