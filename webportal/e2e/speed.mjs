// node e2e/speed.mjs BASE_URL: how long a result takes after typing stops, and how a long result scrolls.
// JSON to standard output: milliseconds from the last key to the new result, frame times while scrolling.
import { launch, open } from "./browser.mjs";

const [base, least = "10000"] = process.argv.slice(2);
/** Each finds something else among the made-up specimens of bench/collection.py. */
const WORDS = ["camponotus", "madagascar", "campogaster species1", "fisher", "costa rica litter", "rotten log", "malaise trap", "germany"];
const WAIT_MS = 20_000;
const MOST_FRAMES = 8_000;
const browser = await launch();
const { page, faults } = await open(browser, base);
const everything = () => page.goto("/search").then(() => page.locator("[data-found]").first().waitFor());

/** From the last key to the frame that shows the new count, and new specimens below it. */
async function typedOnce(word) {
  const box = page.getByRole("combobox", { name: "Search specimens" });
  const before = await page.locator(".result-total").textContent();
  await page.evaluate(() => addEventListener("keydown", () => (window.lastKey = performance.now()), true));
  await box.pressSequentially(word, { delay: 40 });
  return page.evaluate(
    ([old, asked, most]) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const now = performance.now();
          const is = new URL(location.href).searchParams.get("q") === asked;
          const counted = document.querySelector(".result-total")?.textContent !== old;
          const busy = document.querySelector("[aria-busy=true]") !== null;
          if (is && counted && !busy && document.querySelector("[data-found]")) resolve(now - window.lastKey);
          else if (now - window.lastKey > most) reject(new Error(`no result of ${asked} within ${most} ms`));
          else requestAnimationFrame(look);
        };
        look();
      }),
    [before, word, WAIT_MS],
  );
}

const typed = [];
for (const word of WORDS) {
  await everything();
  await page.waitForLoadState("networkidle");
  typed.push(await typedOnce(word));
}

/** Down by 400 px a frame, as far as the list is there: who scrolls faster than it comes waits, and is counted. */
await everything();
const scrolled = await page.evaluate(
  async ([wanted, most]) => {
    const frames = [];
    let [last, seen, waited] = [performance.now(), 0, 0];
    while (seen < wanted && frames.length < most) {
      const shown = [...document.querySelectorAll("[aria-posinset]")];
      const end = shown.at(-1);
      seen = Number(end?.getAttribute("aria-posinset") ?? 0);
      if (end && end.getBoundingClientRect().bottom > innerHeight) window.scrollBy(0, 400);
      else waited += 1;
      await new Promise((resolve) => requestAnimationFrame(resolve));
      const now = performance.now();
      frames.push(now - last);
      last = now;
    }
    return { frames, seen, waited, inPage: document.querySelectorAll("[data-found]").length };
  },
  [Number(least), MOST_FRAMES],
);
await browser.close();
process.stdout.write(`${JSON.stringify({ typed, ...scrolled, faults })}\n`);
