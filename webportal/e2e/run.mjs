// node e2e/run.mjs BASE_URL OUT_DIR: every page and flow in a real browser against a running platform.
// Writes screenshots and report.json to OUT_DIR; exits 1 when anything is not as it must be.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { badDayFlows } from "./baddays.mjs";
import { launch, open } from "./browser.mjs";
import { accessible, fits, steady } from "./checks.mjs";
import { flows } from "./flows.mjs";
import { drawn } from "./pictures.mjs";
import { peopleFlows } from "./people.mjs";
import { reviewFlows } from "./review.mjs";

const [base, out, only = ""] = process.argv.slice(2);
if (!base || !out) {
  console.error("usage: node e2e/run.mjs BASE_URL OUT_DIR [WORD OF A FLOW, OR A PAGE SUCH AS search-1440-light]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });

/** Provoked by flows that take the server away or send what it refuses. */
const PROVOKED = /Failed to load resource/;
const report = [];

/** What fails is tried a second time, and said: a check that holds only then is in `shaky` of its entry. */
async function record(name, work) {
  const began = Date.now();
  const tried = async () => await work().catch((error) => [error.message.split("\n").slice(0, 6).join(" ")]);
  const shaky = await tried();
  const problems = shaky.length ? await tried() : [];
  report.push({ name, problems, shaky, seconds: (Date.now() - began) / 1000 });
  writeFileSync(join(out, "report.json"), `${JSON.stringify(report, null, 1)}\n`);
  console.log(`${problems.length ? "✗" : shaky.length ? "~" : "✓"} ${name} (${report.at(-1).seconds.toFixed(1)} s)`);
  for (const problem of shaky) console.log(`    first time: ${problem}`);
  for (const problem of problems) console.log(`    again: ${problem}`);
}

/** Addresses of things that exist on this platform. */
async function addresses(page) {
  await page.goto("/search?sort=catalog_number:asc");
  const specimen = await page.locator("[data-found]").first().getAttribute("href");
  await page.goto("/runs");
  const run = await page.locator(".run-card h3 a").first().getAttribute("href");
  await page.goto(specimen);
  const picture = await page.getByRole("link", { name: /Boxes in this picture|All specimens in this picture/ }).getAttribute("href");
  const set = { title: "Kinds of one drawer", note: "For the looks of a set.", query: "collection:TEACH" };
  const { id } = await (await page.request.post("/api/v1/sets", { data: set })).json();
  return [
    ["home", "/", ".home-head"],
    ["search", "/search", "[data-found]"],
    ["search-table", "/search?as=table&sort=catalog_number:asc", "[data-found]"],
    ["search-nothing", "/search?q=zzzzqqq", ".notice"],
    ["specimen", specimen, ".viewer"],
    ["boxes", picture, ".boxes-frame img"],
    ["search-map", "/search?as=map", ".map-foot p:not(:empty)"],
    ["numbers", "/search/numbers", ".numbers"],
    ["sets", "/sets", ".set-list li"],
    ["set", `/sets/${id}`, ".sets table"],
    ["alike", "/search/alike", ".alike-head"],
    ["ingest", "/ingest", ".ingest"],
    ["models", "/models", ".run-card"],
    ["review", "/review", ".review-number, .review .notice"],
    ["stations", "/stations", ".station"],
    ["report", "/report?collection=TEACH", ".report-group table"],
    ["training", "/training?collection=TEACH", ".training section"],
    ["names", "/names", ".names-approve, .runs .notice"],
    ["sign-in", "/sign-in", ".fields"],
    ["runs", "/runs", ".run-card"],
    ["run", run, ".states"],
    ["missing", "/nowhere", "main h1"],
  ];
}

async function look(page, name) {
  await page.waitForLoadState("networkidle");
  await seeAll(page);
  await page.screenshot({ path: join(out, `${name}.png`), fullPage: true });
  return [...(await accessible(page)), ...(await fits(page))];
}

/** Pictures load when they come near the screen: go down once, and wait for them. */
async function seeAll(page) {
  await page.evaluate(async () => {
    for (let y = 0; y < document.body.scrollHeight; y += window.innerHeight) {
      window.scrollTo(0, y);
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    }
    window.scrollTo(0, 0);
  });
  await page.waitForLoadState("networkidle");
}

const browser = await launch();
const wanted = (name) => name.includes(only);
if (!only || /-(light|dark)$/.test(only)) {
  const { page: scout, context } = await open(browser, base);
  const pages = await addresses(scout);
  await context.close();
  for (const width of [1440, 390]) {
    for (const scheme of ["light", "dark"]) {
      for (const [name, address, there] of pages) {
        const full = `${name}-${width}-${scheme}`;
        if (!wanted(full)) continue;
        await record(full, async () => {
          const { page, context: own, faults } = await open(browser, base, { width, scheme });
          await page.goto(address);
          await page.locator(there).first().waitFor();
          const problems = [...(await look(page, full)), ...(await steady(page)), ...faults];
          await own.close();
          return problems;
        });
      }
      if (!wanted(`answers-${width}-${scheme}`)) continue;
      await record(`answers-${width}-${scheme}`, async () => {
        const { page, context: own, faults } = await open(browser, base, { width, scheme });
        await page.goto("/");
        const seed = width + scheme.length;
        await page.setInputFiles("#pictures", [1, 2, 3, 4].map((n) => drawn(`view ${n}.png`, seed * n)));
        await page.waitForFunction(() => document.querySelectorAll(".card .answer").length === 4);
        for (const folded of await page.locator(".card details").all()) await folded.locator("summary").click();
        const problems = [...(await look(page, `answers-${width}-${scheme}`)), ...faults];
        await own.close();
        return problems;
      });
    }
  }
  if (!only) await record("fits at 400 % zoom, without motion", async () => {
    const { page, context: own, faults } = await open(browser, base, { width: 320, reducedMotion: "reduce" });
    const problems = [];
    for (const [name, address, there] of pages) {
      await page.goto(address);
      await page.locator(there).first().waitFor();
      problems.push(...(await fits(page)).map((text) => `${name}: ${text}`));
    }
    await own.close();
    return [...problems, ...faults];
  });
}

for (const [name, flow] of Object.entries({ ...flows, ...badDayFlows, ...reviewFlows, ...peopleFlows })) {
  if (!wanted(name)) continue;
  await record(name, async () => {
    const { page, context, faults } = await open(browser, base, { expected: PROVOKED });
    try {
      await flow({ page });
      return faults;
    } catch (error) {
      await page.screenshot({ path: join(out, `failed-${name.slice(0, 30).replaceAll(/\W+/g, "-")}.png`) });
      throw error;
    } finally {
      await context.close();
    }
  });
}
await browser.close();

const failed = report.filter(({ problems }) => problems.length);
for (const { name, problems, shaky } of report) {
  if (shaky.length && !problems.length) console.log(`only at the second try: ${name}: ${shaky.join("; ")}`);
}
console.log(`${report.length - failed.length} of ${report.length} as they must be; screenshots in ${out}`);
process.exit(failed.length ? 1 : 0);
