// The review queue and the station, as their people use them: keys alone, and a folder beside a camera.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, expect, fits } from "./checks.mjs";
import { drawn } from "./pictures.mjs";

const QUEUE = "/review?collection=TEACH";
const number = (page) => page.locator(".review-number").innerText();
const said = (page) => page.locator("[role=status][aria-live=polite]").innerText();

/** The queue, at a specimen that is looked at with sight of a name that the machine gave. */
export async function sighted(page) {
  await page.goto(QUEUE);
  await page.locator(".review-number").waitFor();
  for (let n = 0; n < 40; n += 1) {
    if (await page.getByRole("button", { name: /^Confirm/ }).isEnabled()) return;
    await pressed(page, "s");
  }
  throw new Error("no specimen with a name came");
}

/** Presses a key, and waits until another specimen, or the same one anew, is there. */
export async function pressed(page, key) {
  const answered = page.waitForResponse((response) => /review\/(next|[0-9a-f-]+\/hold)$/.test(response.url()));
  await page.keyboard.press(key);
  await answered;
  await page.waitForFunction(() => !document.querySelector(".judge-acts button[aria-keyshortcuts=S]:disabled"));
}

export const reviewFlows = {
  async "review: keys alone confirm, skip, take back, and are changed"({ page }) {
    await sighted(page);
    const first = await number(page);
    await pressed(page, "c");
    const second = await number(page);
    expect("the next one comes", second !== first, second);
    expect("said aloud, with the next", /^Confirmed\. .*/.test(await said(page)), await said(page));
    await pressed(page, "u");
    expect("back at the first", (await number(page)) === first, await number(page));
    await page.reload();
    await page.locator(".review-number").waitFor();
    expect("a reload shows what one has before one", (await number(page)) === first, await number(page));
    await pressed(page, "s");
    expect("skipped", (await number(page)) !== first, await number(page));
    await pressed(page, "u");
    expect("a skip is taken back too", (await number(page)) === first, await number(page));
    await page.getByText("Keys", { exact: true }).click();
    await page.locator(".review-keys li", { hasText: "Skip" }).getByRole("button").click();
    await page.keyboard.press("k");
    await page.locator(".review-keys kbd", { hasText: "K" }).waitFor();
    await page.reload();
    await page.locator(".review-number").waitFor();
    await page.keyboard.press("s");
    await page.waitForTimeout(400);
    expect("the old key does nothing", (await number(page)) === first, await number(page));
    await Promise.all([page.waitForResponse(/review\/next$/), page.keyboard.press("k")]);
    await page.waitForFunction((before) => document.querySelector(".review-number")?.textContent?.trim() !== before, first);
  },

  async "review: a typed name survives leaving the page, and is recorded"({ page }) {
    await sighted(page);
    const own = await number(page);
    await page.keyboard.press("e");
    await page.getByLabel("Name, at any rank").fill("Kind C1");
    await page.goto("/search");
    await page.goBack();
    await page.locator(".review-number").waitFor();
    expect("the same specimen", (await number(page)) === own, await number(page));
    expect("what was typed", (await page.getByLabel("Name, at any rank").inputValue()) === "Kind C1");
    await page.getByLabel("Name, at any rank").press("Enter");
    await page.waitForFunction((before) => document.querySelector(".review-number")?.textContent?.trim() !== before, own);
    expect("said", /^Corrected\./.test(await said(page)), await said(page));
    await pressed(page, "u");
  },

  async "review: look-alikes are seen first, applied together, and taken back together"({ page }) {
    await sighted(page);
    for (let n = 0; n < 25; n += 1) {
      await page.keyboard.press("g");
      await page.locator("#group").waitFor();
      if (await page.locator(".group-tile").count()) break;
      await pressed(page, "s");
      while (!(await page.getByRole("button", { name: /^Confirm/ }).isEnabled())) await pressed(page, "s");
    }
    await page.getByRole("slider").fill("50");
    const several = await page.locator(".group-on").count();
    expect("there are some", several > 0);
    await page.locator(".group-on").first().click();
    expect("one is taken out", (await page.locator(".group-on").count()) === several - 1);
    await page.locator(".group-tile").first().click();
    const sum = await page.locator(".group-sum").innerText();
    expect("the preview counts", sum.includes(`examined 1, applied to ${several + 1}`), sum);
    await pressed(page, "c");
    expect("said with the count", (await said(page)).includes(`applied to ${several + 1}`), await said(page));
    await pressed(page, "u");
    return `applied to ${several + 1}`;
  },

  async "review: somebody changed it meanwhile: refused politely, one key goes on"({ page }) {
    await sighted(page);
    await page.route("**/decision", (route) => route.fulfill({ status: 412, json: { status: 412, title: "Changed in the meantime" } }));
    await page.keyboard.press("c");
    await page.getByText("Nothing of yours was recorded.").waitFor();
    await page.unroute("**/decision");
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByText("Nothing of yours was recorded.").waitFor({ state: "detached" });
    await page.locator(".review-number").waitFor();
  },

  async "a station tells of a shot by words and shape"({ page }) {
    const folder = process.env.STATION_FOLDER;
    if (!folder) return "no station runs";
    await page.goto("/stations");
    await page.locator(".station-facts").waitFor();
    await page.getByRole("button", { name: "Sound on" }).click();
    const first = 1_000 + (Math.floor(Date.now() / 1_000) % 8_000);
    for (const [name, verdict] of [[`STAND${first}_h.png`, "Good"], ["no number.png", "Shoot again"]]) {
      const began = Date.now();
      writeFileSync(join(folder, name), drawn(name, Date.now() % 50_000, 640).buffer);
      await page.locator(".shot", { hasText: name }).waitFor({ timeout: 30_000 });
      expect("a verdict", (await page.locator(".shot-verdict").innerText()) === verdict, await page.locator(".shot").innerText());
      console.log(`    ${name}: told after ${((Date.now() - began) / 1000).toFixed(1)} s`);
    }
    expect("the next number", (await page.locator(".station-facts").innerText()).includes(`STAND${first + 1}`), await page.locator(".station-facts").innerText());
    expect("said aloud", /Shoot again/.test(await said(page)), await said(page));
  },

  async "a part of a new release's names: previewed, approved, taken back; a standing rule by keys"({ page }) {
    await page.goto("/names?collection=TEACH");
    await page.locator(".names-approve, .notice").first().waitFor();
    if (!(await page.locator(".names-approve").count())) return "nothing waits for approval";
    await page.getByLabel("Another name").first().check();
    await page.getByLabel("Certain to at least (%)").first().fill("0");
    await page.getByRole("button", { name: "See what it would change" }).press("Enter");
    const preview = page.getByRole("region", { name: "See what it would change" });
    await preview.waitFor();
    const told = await preview.innerText();
    const rows = await preview.getByRole("region", { name: "What everybody sees, before and after" }).locator("tbody td:last-child").allInnerTexts();
    // Nothing falls into it until the platform has looked at the collection with the newer release, in its spare time.
    const would = told.includes("Nothing falls into this part") ? 0 : Number(/(\d+) specimens? would show/.exec(told)?.[1]);
    expect("pairs of names add up to the part", rows.reduce((all, text) => all + Number(text), 0) === would, { rows, would });
    for (const problem of await accessible(page)) throw new Error(problem);
    await page.getByLabel("Certain to at least (%)").first().fill("100");
    expect("another part asks for another look", (await preview.count()) === 0);
    await page.getByLabel("Certain to at least (%)").first().fill("0");
    await page.getByRole("button", { name: "See what it would change" }).click();
    await preview.waitFor();
    if (would) {
      await page.getByRole("button", { name: /^Approve \d+ specimens?$/ }).click();
      await page.getByText(/the new name now/).first().waitFor();
      await page.getByRole("button", { name: /Take these parts back|Show .* again/ }).first().click();
      await page.locator(".names-approve").waitFor();
    }
    await page.getByText("Make a rule").press("Enter");
    await page.getByRole("button", { name: "Keep this rule" }).press("Enter");
    await page.getByText("Finer, Newly named; certain to at least 99 %").first().waitFor();
    await page.reload();
    await page.getByText("Finer, Newly named; certain to at least 99 %").first().waitFor();
    await page.getByRole("button", { name: "Remove the rule" }).press("Enter");
    await page.getByText("Nothing is approved without asking.").waitFor();
    return `${would} specimens`;
  },

  async "a new release's names: lost ones first, held back by a rule, approved as a whole"({ page }) {
    await page.goto("/names?collection=TEACH");
    await page.locator(".names-approve, .notice").first().waitFor();
    if (!(await page.locator(".names-approve").count())) return "nothing waits for approval";
    const order = await page.locator("main h2, main h3, main caption").allInnerTexts();
    expect("lost names come before the counts", /can no longer give/.test(order[1] ?? "") || /specimens together/.test(order[1] ?? ""), order);
    const counts = await page.locator(".states tbody td").allInnerTexts();
    const sum = counts.reduce((all, text) => all + Number(text.replaceAll(",", "")), 0);
    expect("they add up", (await page.locator(".states caption").innerText()).startsWith(`${sum} specimens`), { counts, sum });
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Every change as CSV" }).click()]);
    expect("a CSV", file.suggestedFilename() === "names-TEACH.csv");
    await page.getByLabel(/but only if every change/).check();
    await page.getByRole("button", { name: "Approve if the rule allows it" }).click();
    await page.getByText("Nothing was changed").first().waitFor();
    await page.getByLabel("All of it, as read above").check();
    await page.getByRole("button", { name: "Show the new names" }).click();
    await page.getByText("now shows the new release's names").first().waitFor();
  },

  async "models: what was measured is drawn, and written beside; a name is found"({ page }) {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto("/models");
    await page.getByText("What was measured", { exact: true }).first().click();
    await page.locator(".plots, .notice").first().waitFor();
    const drawn = await page.locator(".plot svg").count();
    if (drawn) {
      const rows = await page.locator(".models-steps tbody tr").count();
      expect("as many marks as rows", (await page.locator(".plot").first().locator("circle").count()) === rows, rows);
    }
    await page.getByText(/names? it knows/).first().click();
    for (const problem of await fits(page)) throw new Error(problem);
    const names = page.locator(".models-names tbody tr");
    const all = await names.count();
    const one = await names.last().locator("th").innerText();
    await page.getByRole("searchbox").first().fill(one);
    await page.waitForFunction((before) => document.querySelectorAll(".models-names tbody tr").length < before, all);
    expect("found", (await names.first().locator("th").innerText()).includes(one));
    return drawn ? "with curves" : "without figures";
  },

  async "the guide: six steps, each on its page, left at any time"({ page }) {
    await page.goto("/");
    await page.getByRole("complementary", { name: "Guide" }).getByRole("button", { name: "Show me" }).click();
    for (const there of [/ingest/, /runs\//, /search/, /review/, /review/, /names/]) {
      const title = await page.locator(".guide-title").innerText();
      await page.locator(".guide-acts a").click();
      await page.waitForURL(there);
      await page.reload();
      await page.locator(".guide-title").waitFor();
      expect("it goes on after a reload", (await page.locator(".guide-title").innerText()) === title, title);
      await page.getByRole("button", { name: /^(Next|Done)$/ }).click();
    }
    await page.locator(".guide").waitFor({ state: "detached" });
    await page.goto("/");
    await page.locator(".house").waitFor();
    expect("offered once", (await page.locator(".guide").count()) === 0);
  },
};
