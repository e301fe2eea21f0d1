// node run.mjs ADDRESS PATH...: Lighthouse on each path, desktop and mobile throttling; JSON to standard output.
// Scores are 0 to 100; fcp, lcp, tbt (first and largest paint, time the page is deaf) in milliseconds, cls as
// Chrome counts it; pictures: how many the page holds;
// failed: audits that say no; savings: those that would make the page quicker.
import { launch } from "chrome-launcher";
import lighthouse, { desktopConfig } from "lighthouse";

const [address, ...paths] = process.argv.slice(2);
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run"];

/** Lighthouse asks itself to be run again where its recording of the page broke off: three tries. */
async function looked(url, config) {
  for (let left = 2; ; left -= 1) {
    const { lhr, artifacts } = await lighthouse(url, { port: chrome.port, onlyCategories: CATEGORIES, logLevel: "silent" }, config);
    if (!lhr.runtimeError) return { lhr, artifacts };
    if (!left) throw new Error(`${url}: ${lhr.runtimeError.message}`);
  }
}

const chrome = await launch({ chromePath: process.env.CHROME, chromeFlags: FLAGS, logLevel: "silent" });
const found = [];
try {
  for (const path of paths) {
    for (const setting of ["desktop", "mobile"]) {
      const config = setting === "desktop" ? desktopConfig : undefined;
      const { lhr, artifacts } = await looked(address + path, config);
      const scores = Object.fromEntries(CATEGORIES.map((name) => [name, Math.round((lhr.categories[name]?.score ?? 0) * 100)]));
      const audits = Object.values(lhr.audits).filter(({ score }) => score !== null);
      const failed = audits.filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "binary" && score === 0);
      const savings = audits.filter(({ score, scoreDisplayMode }) => scoreDisplayMode === "metricSavings" && score < 0.9);
      const pictures = artifacts.ImageElements.filter(({ src }) => src.includes("/rendition")).length;
      found.push({
        path,
        setting,
        ...scores,
        fcp: lhr.audits["first-contentful-paint"].numericValue,
        lcp: lhr.audits["largest-contentful-paint"].numericValue,
        tbt: lhr.audits["total-blocking-time"].numericValue,
        cls: lhr.audits["cumulative-layout-shift"].numericValue,
        pictures,
        failed: failed.map(({ id }) => id),
        savings: savings.map(({ id, displayValue }) => (displayValue ? `${id} (${displayValue})` : id)),
      });
    }
  }
} finally {
  chrome.kill();
}
process.stdout.write(`${JSON.stringify(found)}\n`);
