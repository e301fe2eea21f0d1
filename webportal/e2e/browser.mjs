// A real Chromium, and pages that report whatever must not happen in them.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
  "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

export function launch() {
  return chromium.launch({ executablePath: program(), headless: true, args: FLAGS });
}

function program() {
  if (process.env.CHROME) return process.env.CHROME;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      const path = join(folder, name);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not in this folder
      }
    }
  }
  throw new Error("There is no Chromium: apt install chromium, or set CHROME to its path.");
}

/**
 * A page of its own context. `faults` collects errors in the console, exceptions, requests that leave
 * the platform, and shifts of the layout; `expected` (a pattern) takes out those a flow provokes.
 */
export async function open(browser, base, { width = 1440, scheme = "light", expected = null, ...more } = {}) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 },
    colorScheme: scheme,
    baseURL: base,
    hasTouch: width < 600,
    ...more,
  });
  await context.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const faults = [];
  const report = (text) => {
    if (!expected?.test(text)) faults.push(text);
  };
  page.on("console", (message) => message.type() === "error" && report(`console: ${message.text()}`));
  page.on("pageerror", (error) => report(`exception: ${error.message}`));
  page.on("request", (request) => {
    const url = request.url();
    if (!url.startsWith(base) && !/^(blob|data|about):/.test(url)) report(`left the house: ${url}`);
  });
  return { page, context, faults };
}
