// What people are told and asked: reports, training, credit, plain language.
import { expect, fits } from "./checks.mjs";
import { drawn } from "./pictures.mjs";

const said = (page) => page.locator("[role=status][aria-live=polite]").innerText();
const hours = (page) => page.locator(".report-group", { has: page.getByRole("heading", { name: "Taken in" }) });

export const peopleFlows = {
  async "report: a period by keys, its numbers again by their queries, and as CSV"({ page }) {
    await page.goto("/report?collection=TEACH");
    await hours(page).waitFor();
    const row = hours(page).locator("tbody tr", { hasText: "Specimens" });
    const number = await row.locator("td").first().innerText();
    await row.getByRole("link").press("Enter");
    await page.waitForURL(/\/search\?q=/);
    await page.locator(".result-total").waitFor();
    const total = await page.locator(".result-total").innerText();
    expect("the search finds as many", total.startsWith(number), { total, number });
    await page.goBack();
    await hours(page).waitFor();
    for (const one of await page.locator("a.report-query[href^='/api']").all()) {
      const answer = await page.request.get(await one.getAttribute("href"));
      expect("every query answers", answer.ok(), await one.getAttribute("href"));
    }
    const csv = await page.request.get(await page.getByRole("link", { name: "All figures as CSV" }).getAttribute("href"));
    const lines = (await csv.text()).trim().split("\n");
    expect("each number is a line of the CSV", lines.length - 1 === (await page.locator(".report-group tbody tr").count()), lines.length);
    await page.getByRole("button", { name: "Last year" }).press("Enter");
    await page.waitForURL(/from=\d{4}-01-01&to=\d{4}-12-31/);
    await page.getByText("Nothing came in this period").waitFor();
    await page.goBack();
    await hours(page).waitFor();
    await page.emulateMedia({ media: "print" });
    const hidden = await page.locator(".report-choice, .top, .foot").evaluateAll((all) => all.every((one) => getComputedStyle(one).display === "none"));
    expect("on paper only the figures", hidden);
    const pdf = await page.pdf();
    expect("a PDF", pdf.subarray(0, 5).toString() === "%PDF-" && pdf.length > 10_000, pdf.length);
  },

  async "training: a set is filled, a specimen named blind by keys, and its name told after"({ page }) {
    await page.goto("/training?collection=TEACH");
    await page.getByLabel("At most").fill("24");
    await page.getByLabel("At most").press("Enter");
    await page.getByText(/specimens? added; the set has \d+/).first().waitFor();
    const name = page.getByLabel("Name, at any rank");
    await name.waitFor();
    expect("no name before the answer", (await page.locator(".training-told").count()) === 0);
    await name.fill("Kind B2");
    await name.press("Enter");
    await page.locator(".training-told h2 .taxon").waitFor();
    expect("said aloud", /^It is .+\. /.test(await said(page)), await said(page));
    const focused = await page.evaluate(() => document.activeElement?.tagName);
    expect("the focus is at the solution", focused === "H2", focused);
    await page.locator(".training .table-wrap").first().waitFor();
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: "Next specimen" }).press("Enter");
    await name.waitFor();
    expect("wide enough", (await fits(page)).length === 0, await fits(page));
  },

  async "credit: an alias is kept, and a wrong ORCID is told"({ page }) {
    await page.goto("/sign-in");
    const alias = page.getByLabel("Name or alias");
    await alias.fill("Ameise 7");
    await page.getByLabel(/^ORCID/).fill("0000-0002-1825-0000");
    await page.getByLabel(/^ORCID/).press("Enter");
    await page.getByText(/no ORCID/).waitFor();
    await page.getByLabel(/^ORCID/).fill("");
    await alias.press("Enter");
    await page.getByText("Saved. Exports and reports name you so").first().waitFor();
    await page.reload();
    await page.waitForFunction(() => [...document.querySelectorAll("input")].some(({ value }) => value === "Ameise 7"));
    await alias.fill("");
    await alias.press("Enter");
    await page.getByText("Saved. Exports and reports name you so").first().waitFor();
  },

  async "plain language is chosen at the foot, remembered, and left again"({ page }) {
    const tick = () => page.getByLabel("Answers in plain language");
    await page.goto("/");
    await Promise.all([page.waitForEvent("load"), tick().check()]);
    await page.getByText("You get the name as far as we can be sure of it.").waitFor();
    await page.setInputFiles("#pictures", [drawn("plain.png", 4_711)]);
    await page.locator(".card .answer").waitFor();
    const text = await page.locator(".card .answer").innerText();
    expect("in plain words", /We give no name|Very sure|Quite sure|Not very sure|Not sure/.test(text), text);
    await page.reload();
    expect("remembered", await tick().isChecked());
    await Promise.all([page.waitForEvent("load"), tick().uncheck()]);
    await page.getByText("the name comes at the rank that can be defended").waitFor();
  },
};
