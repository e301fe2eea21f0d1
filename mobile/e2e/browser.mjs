// A real Chromium as wide as a phone, on the exported app; pages report what must not happen in them.
import { accessSync, constants, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export const launch = () => chromium.launch({ executablePath: program(), headless: true, args: FLAGS });

function program() {
  if (process.env.CHROME) return process.env.CHROME;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      try {
        accessSync(join(folder, name), constants.X_OK);
        return join(folder, name);
      } catch {
        // not in this folder
      }
    }
  }
  throw new Error("There is no Chromium: apt install chromium, or set CHROME to its path.");
}

/** One phone: what it keeps outlives its pages, until it is closed. */
export async function phone(browser, base, { width = 390, scheme = "light", expected = null, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: 844 }, colorScheme: scheme, hasTouch: true, baseURL: base, acceptDownloads: true, ...more,
  });
  const faults = [];
  const report = (text) => {
    if (!expected?.test(text)) faults.push(text);
  };
  const page = async () => {
    const made = await context.newPage();
    made.setDefaultTimeout(60_000);
    made.on("console", (message) => message.type() === "error" && report(`console: ${message.text()}`));
    made.on("pageerror", (error) => report(`exception: ${error.message}`));
    made.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(base) && !/^(blob|data|about):/.test(url)) report(`left the house: ${url}`);
    });
    return made;
  };
  return { context, page, faults };
}

export function expect(what, holds, seen = "") {
  if (!holds) throw new Error(`${what}${seen === "" ? "" : ` (seen: ${JSON.stringify(seen)})`}`);
}

/** Nothing that axe-core finds, at any level of impact. */
export async function accessible(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => window.axe.run(document));
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `axe ${id}: ${help} at ${target.join(" ")}: ${failureSummary?.split("\n")[1]?.trim()}`),
  );
}

export async function fits(page) {
  const [wide, room] = await page.evaluate(() => [
    Math.max(document.documentElement.scrollWidth, ...[...document.querySelectorAll("*")].map((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "hidden" && one.clientWidth > 100 ? one.scrollWidth : 0)),
    window.innerWidth,
  ]);
  return wide > room ? [`${wide} px wide in ${room} px`] : [];
}
