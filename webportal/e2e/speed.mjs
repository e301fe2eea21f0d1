// node e2e/speed.mjs BASE_URL: how long a result takes after typing stops, and how a long result scrolls.
// JSON to standard output: milliseconds from the last key to the new result, frame times while scrolling.
import { launch, open } from "./browser.mjs";

const [base] = process.argv.slice(2);
const WORDS = ["camponotus", "madagascar", "pheidole species1", "fisher", "germany litter"];
const browser = await launch();
const { page, faults } = await open(browser, base);

const typed = [];
await page.goto("/search");
await page.locator("[data-found]").first().waitFor();
for (const word of WORDS) {
  const box = page.getByRole("combobox", { name: "Search specimens" });
  await box.fill("");
  await page.waitForFunction(() => !new URL(location.href).searchParams.get("q"));
  await page.waitForTimeout(800);
  const before = await page.locator(".result-total").textContent();
  await box.pressSequentially(word, { delay: 40 });
  typed.push(
    await page.evaluate(
      (old) =>
        new Promise((resolve) => {
          const began = performance.now();
          const look = () => (document.querySelector(".result-total")?.textContent === old ? requestAnimationFrame(look) : resolve(performance.now() - began));
          look();
        }),
      before,
    ),
  );
}

await page.goto("/search");
await page.locator("[data-found]").first().waitFor();
const scrolled = await page.evaluate(async () => {
  const frames = [];
  let last = performance.now();
  for (let n = 0; n < 600; n += 1) {
    window.scrollBy(0, 400);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const now = performance.now();
    frames.push(now - last);
    last = now;
  }
  return { frames, seen: document.querySelector("[aria-posinset]:last-of-type")?.getAttribute("aria-posinset"), inPage: document.querySelectorAll("[data-found]").length };
});
await browser.close();
process.stdout.write(`${JSON.stringify({ typed, ...scrolled, faults })}\n`);
