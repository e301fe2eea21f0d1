// node e2e/run.mjs BASE_URL OUT_DIR [WORD OF A FLOW, OR looks]: the exported app in a real browser against a running platform.
// Writes screenshots and report.json to OUT_DIR; exits 1 when anything is not as it must be.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { drawn } from "../../webportal/e2e/pictures.mjs";
import { answered, begin, button, choose, send, tab } from "./app.mjs";
import { accessible, fits, launch, phone as newPhone } from "./browser.mjs";
import { flows } from "./flows.mjs";

const [base, out, only = ""] = process.argv.slice(2);
if (!base || !out) {
  console.error("usage: node e2e/run.mjs BASE_URL OUT_DIR [WORD OF A FLOW, OR looks]");
  process.exit(2);
}
mkdirSync(out, { recursive: true });
/** Provoked by flows that take the server away, or send what it refuses; and the runtime of the network, which says everything as an error. */
const PROVOKED = /Failed to load resource|net::ERR|\[\w+\.cc:\d+\]|XNNPACK delegate/;
const report = [];

async function record(name, work) {
  const began = Date.now();
  const problems = await work().catch((error) => [error.message.split("\n").slice(0, 6).join(" ")]);
  report.push({ name, problems, seconds: (Date.now() - began) / 1000 });
  console.log(`${problems.length ? "✗" : "✓"} ${name} (${report.at(-1).seconds.toFixed(1)} s)`);
  for (const problem of problems) console.log(`    ${problem}`);
}

/** Every screen of one phone, in the order in which somebody meets them. */
async function looks(browser, { scheme, large = false, width = 390 }) {
  const phone = await newPhone(browser, base, { scheme, width, expected: PROVOKED });
  const page = await phone.page();
  const suffix = `${width}-${scheme}${large ? "-large" : ""}`;
  const look = (name) => record(`${name}-${suffix}`, async () => {
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(out, `${name}-${suffix}.png`) });
    await whole(page, join(out, `${name}-${suffix}-whole.png`));
    return [...(await accessible(page)), ...(await fits(page)), ...phone.faults.splice(0)];
  });
  await begin(page, { skip: false });
  await look("welcome");
  await button(page, "Skip").click();
  if (large) {
    await tab(page, "Settings").click();
    await page.getByRole("checkbox", { name: "Larger text" }).click();
    await tab(page, "Identify").click();
  }
  await look("identify");
  const seed = width * 100 + scheme.length * 10 + (large ? 1 : 0);
  await choose(page, [drawn("side.png", seed), drawn("head.png", seed + 50_000)]);
  await look("views");
  await button(page, "Cut out: View 1").click();
  await look("crop");
  await page.goBack();
  await tab(page, "My records").click();
  await page.getByRole("link", { name: /On this phone only$/ }).click();
  await button(page, "Send to the server").click();
  await button(page, "Agree and send").waitFor();
  await look("agree");
  await page.getByRole("checkbox", { name: /I took these pictures/ }).click();
  await button(page, "Agree and send").click();
  await answered(page);
  await page.getByLabel(/Type coordinates/).fill("47.3977, 8.5491");
  await page.getByLabel("Notes").focus();
  await look("record");
  await tab(page, "My records").click();
  await page.getByRole("link", { name: /Sent$/ }).waitFor();
  await look("records");
  await page.getByRole("radio", { name: "Map" }).click();
  await look("map");
  await tab(page, "Search").click();
  await page.getByRole("list").getByRole("link").first().waitFor();
  await look("search");
  await page.getByRole("list").getByRole("link").first().click();
  await page.getByRole("heading", { name: "Record", level: 2 }).waitFor();
  await look("specimen");
  await tab(page, "Settings").click();
  await look("settings");
  await phone.context.close();
}

/** A screenshot of all that scrolls. */
async function whole(page, path) {
  const height = await page.evaluate(() => Math.max(...[...document.querySelectorAll("div")].map((one) => (["auto", "scroll"].includes(getComputedStyle(one).overflowY) ? one.scrollHeight : 0))));
  const { width, height: usual } = page.viewportSize();
  await page.setViewportSize({ width, height: Math.min(6_000, Math.max(usual, height + 80)) });
  await page.waitForTimeout(200);
  await page.screenshot({ path });
  await page.setViewportSize({ width, height: usual });
}

const browser = await launch();
if (!only || only === "looks") {
  for (const kind of [{ scheme: "light" }, { scheme: "dark" }, { scheme: "light", large: true, width: 320 }]) {
    await looks(browser, kind).catch((error) => record(`screens ${JSON.stringify(kind)}`, () => Promise.reject(error)));
  }
}
for (const [name, flow] of Object.entries(flows)) {
  if (!name.includes(only) || only === "looks") continue;
  await record(name, async () => {
    const phone = await newPhone(browser, base, { expected: PROVOKED });
    const page = await phone.page();
    try {
      await flow({ page, context: phone.context, phone });
      return phone.faults;
    } catch (error) {
      if (!page.isClosed()) await page.screenshot({ path: join(out, `failed-${name.slice(0, 30).replaceAll(/\W+/g, "-")}.png`) }).catch(() => undefined);
      throw new Error([error.message.split("\n").slice(0, 4).join(" "), ...phone.faults].join("; "));
    } finally {
      await phone.context.close();
    }
  });
}
await browser.close();
const failed = report.filter(({ problems }) => problems.length);
writeFileSync(join(out, "report.json"), `${JSON.stringify(report, null, 1)}\n`);
console.log(`${report.length - failed.length} of ${report.length} as they must be; screenshots in ${out}`);
process.exit(failed.length ? 1 : 0);
