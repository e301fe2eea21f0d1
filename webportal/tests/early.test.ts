import { readFileSync } from "node:fs";
import { QueryClient } from "@tanstack/react-query";
import { afterEach, expect, it, vi } from "vitest";
import { searchQuery } from "../src/api/searches";
import { stateOf } from "../src/search/url";

interface Early {
  path: string;
  page: string;
  asks?: string[];
}

const early = JSON.parse(readFileSync("public/early.json", "utf8")) as Early[];

afterEach(() => void vi.unstubAllGlobals());

it("the answer named early for a search is the one that its page asks for: it is fetched once", async () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (address: string) => {
    asked.push(address);
    return Promise.resolve(Response.json({ items: [], next: null, total: 0, facets: [], complete: true }));
  });
  await new QueryClient().fetchInfiniteQuery(searchQuery(stateOf({})));
  expect(early.find(({ path }) => path === "/search")?.asks).toEqual(asked);
});

it("every page that loads later is named for its address", () => {
  const routes = readFileSync("src/router.tsx", "utf8");
  const written = routes.split("createRoute({").slice(1).flatMap((route) => {
    const [path, page] = [/path: "([^"]+)"/.exec(route)?.[1], /import\("\.\/(pages\/\w+)"\)/.exec(route)?.[1]];
    return path && page ? [`${path.replace("$id", "{id}")} src/${page}.tsx`] : [];
  });
  expect(written.length).toBeGreaterThan(10);
  expect(early.map(({ path, page }) => `${path} ${page}`).sort()).toEqual(written.sort());
});
