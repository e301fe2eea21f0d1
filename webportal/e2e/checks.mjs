// What must hold on every page, whatever it shows.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MOST_SHIFT = 0.02;

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

export async function steady(page) {
  const shift = await page.evaluate(() => window.shift);
  return shift > MOST_SHIFT ? [`layout shifted by ${shift.toFixed(3)} (most ${MOST_SHIFT})`] : [];
}

export async function fits(page) {
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  return wide > room ? [`${wide} px wide in ${room} px`] : [];
}

/** The element with the focus, and whether one sees that it has it. */
export function focus(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    const shown = element?.matches("input[type=file]") ? element.nextElementSibling : element;
    const style = shown && getComputedStyle(shown);
    return {
      tag: element?.tagName ?? "",
      text: (element?.getAttribute("aria-label") || element?.textContent || "").trim().slice(0, 80),
      visible: Boolean(style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2),
    };
  });
}
