// What people do, each on a page of its own. A flow throws where the portal does otherwise.
import { expect, focus } from "./checks.mjs";
import { drawn } from "./pictures.mjs";

const PICTURES = "#pictures";
const answered = ".card:has(.answer)";

export const flows = {
  async "one picture: preview at once, then the answer"({ page }) {
    await page.goto("/");
    await page.setInputFiles(PICTURES, [drawn("one.png")]);
    await page.locator(".card img").waitFor();
    const card = page.locator(answered).first();
    await card.waitFor();
    const text = await card.innerText();
    expect("a name with a promise, or a reason", /In our test set|No name|Not looked at/.test(text), text);
    expect("a name or a reason, not raw codes", !/unknown_taxon|undecided_below/.test(text), text);
    const said = await page.locator("[role=status][aria-live=polite]").innerText();
    expect("the answer is said aloud", said.startsWith("one.png:"), said);
    await card.getByRole("link", { name: "Open the specimen" }).click();
    await page.waitForURL(/specimens/);
    await page.locator(".viewer img").waitFor();
  },

  async "many pictures: none lost, none doubled, bad ones named"({ page }) {
    await page.goto("/");
    const seed = Date.now() % 90_000;
    const good = Array.from({ length: 12 }, (_, n) => drawn(`many ${n} ü.png`, seed + n, 200));
    const bad = [
      { name: "<script>alert(1)</script>.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") },
      { name: "empty.png", mimeType: "image/png", buffer: Buffer.alloc(0) },
      { name: "letter.pdf", mimeType: "application/pdf", buffer: Buffer.from("%PDF-1.7") },
    ];
    await page.setInputFiles(PICTURES, [...good, ...bad]);
    await page.waitForFunction(
      (n) => document.querySelectorAll(".card .answer").length === n,
      good.length + bad.length,
      { timeout: 120_000 },
    );
    const refused = await page.locator(".card", { hasText: "This picture was not taken." }).count();
    expect("three are refused with a reason", refused === 3, refused);
    expect("no script of a file name runs", (await page.locator(".card script").count()) === 0);
    await page.getByRole("button", { name: "Clear finished" }).click();
    expect("cleared", (await page.locator(".card").count()) === 0);
  },

  async "pasted and dropped pictures are taken"({ page }) {
    await page.goto("/");
    await page.locator(PICTURES).waitFor({ state: "attached" });
    for (const [kind, name] of [["paste", "pasted.png"], ["drop", "dropped.png"]]) {
      const bytes = [...drawn(name, kind.length, 120).buffer];
      await page.evaluate(([type, fileName, data]) => {
        const transfer = new DataTransfer();
        transfer.items.add(new File([new Uint8Array(data)], fileName, { type: "image/png" }));
        const event = type === "paste"
          ? new ClipboardEvent("paste", { clipboardData: transfer, bubbles: true, cancelable: true })
          : new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      }, [kind, name, bytes]);
      await page.locator(".card", { hasText: name }).waitFor();
    }
  },

  async "a stopped upload stays stopped and can be sent again"({ page }) {
    await page.route("**/api/v1/images?*", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await route.continue().catch(() => {});
    });
    await page.goto("/");
    await page.setInputFiles(PICTURES, [drawn("slow.png", 5, 120)]);
    await page.getByRole("button", { name: /Stop/ }).click();
    await page.getByText("Stopped by you.").waitFor();
    await page.unroute("**/api/v1/images?*");
    await page.getByRole("button", { name: /Send again/ }).click();
    await page.locator(answered).waitFor();
  },

  async "a busy server is tried again by itself"({ page }) {
    let asked = 0;
    await page.route("**/api/v1/images?*", (route) => {
      asked += 1;
      return asked === 1 ? route.fulfill({ status: 503, headers: { "Retry-After": "1" }, json: { status: 503, title: "busy" } }) : route.continue();
    });
    await page.goto("/");
    await page.setInputFiles(PICTURES, [drawn("busy.png", 6, 120)]);
    await page.getByText("Trying again by itself").waitFor();
    await page.locator(answered).waitFor();
    expect("sent twice, taken once", asked === 2, asked);
  },

  async "search: address, facets, form, paging, back and reload"({ page }) {
    await page.goto("/search");
    await page.locator("[data-found]").first().waitFor();
    const total = await page.locator(".result-total").innerText();
    await page.locator(".facet").first().click();
    await page.waitForURL(/f=/);
    await page.locator(".chip").waitFor();
    await page.getByRole("radio", { name: "Table" }).click();
    await page.waitForURL(/as=table/);
    await page.locator("table [data-found]").first().waitFor();
    const address = page.url();
    const rows = await page.locator("tbody tr").count();
    await page.reload();
    await page.locator("table [data-found]").first().waitFor();
    expect("a reload shows the same", page.url() === address && (await page.locator("tbody tr").count()) === rows);
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().waitFor();
    const more = page.getByRole("button", { name: /^Show .* more/ });
    if (await more.count()) {
      const before = await page.locator("[data-found]").count();
      await more.focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction((n) => document.querySelectorAll("[data-found]").length > n, before);
      const at = await page.evaluate(() => [...document.querySelectorAll("[data-found]")].indexOf(document.activeElement));
      expect("the focus is on the first new one", at === before, at);
      const ids = await page.locator("[data-found]").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
      expect("no specimen twice", new Set(ids).size === ids.length);
      const unfolded = ids.length;
      await page.reload();
      await page.waitForFunction((n) => document.querySelectorAll("[data-found]").length === n, unfolded);
    }
    await page.goto("/search");
    await page.getByRole("searchbox").fill("zzzzqqq");
    await page.getByText("Nothing was found.").waitFor();
    await page.goBack();
    await page.waitForFunction((text) => document.querySelector(".result-total")?.textContent === text, total);
  },

  async "a search that cannot be read says so"({ page }) {
    await page.goto("/search?q=nosuchfield:x");
    await page.getByRole("alert").waitFor();
    expect("in words", (await page.getByRole("alert").innerText()).includes("could not be read"));
    await page.getByRole("searchbox").fill("");
    await page.getByRole("searchbox").press("Enter");
    await page.locator(".result-total").waitFor();
  },

  async "specimen: enlarge, change the view, read record and history"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().click();
    await page.locator(".viewer img").waitFor();
    const scale = page.locator(".viewer-scale");
    await page.getByRole("button", { name: "Larger" }).click();
    expect("larger", (await scale.innerText()) === "150 %", await scale.innerText());
    await page.getByRole("button", { name: "Whole picture" }).click();
    expect("whole", (await scale.innerText()) === "100 %");
    const views = page.locator(".views-strip button");
    if ((await views.count()) > 1) {
      await views.nth(1).click();
      expect("chosen", (await views.nth(1).getAttribute("aria-pressed")) === "true");
    }
    await page.getByRole("tab", { name: "Record" }).click();
    await page.locator("table.record, [role=tabpanel] p").first().waitFor();
    const shown = await page.locator(".viewer img").evaluate((img) => img.decode().then(() => img.naturalWidth));
    expect("the picture is there", shown > 100, shown);
  },

  async "runs: the states add up, and the table comes as CSV"({ page }) {
    await page.goto("/runs");
    const links = page.locator(".run-card h3 a");
    await links.first().waitFor();
    let downloads = 0;
    for (let n = 0; n < (await links.count()); n += 1) {
      await links.nth(n).click();
      await page.locator(".states tfoot td").first().waitFor();
      const [parts, whole] = await page.evaluate(() => {
        const cells = (selector) => [...document.querySelectorAll(selector)].map((cell) => Number(cell.textContent.replaceAll(",", "")));
        return [cells(".states tbody td:nth-child(2)"), cells(".states tfoot td:nth-child(2)")];
      });
      expect("they add up", parts.reduce((a, b) => a + b, 0) === whole[0], { parts, whole });
      await page.locator("#failures").waitFor();
      const csv = page.getByRole("button", { name: "Download as CSV" });
      if (await csv.count()) {
        const [file] = await Promise.all([page.waitForEvent("download"), csv.click()]);
        expect("a CSV", file.suggestedFilename().endsWith(".csv"));
        downloads += 1;
      }
      await page.goto("/runs");
      await links.first().waitFor();
    }
    return `${downloads} tables`;
  },

  async "keyboard only: from the first Tab to an enlarged picture"({ page }) {
    await page.goto("/");
    await page.locator(".home-head").waitFor();
    await page.keyboard.press("Tab");
    expect("the first stop skips to the content", (await focus(page)).text === "Skip to the content");
    for (const name of ["Insecta", "Identify", "Search"]) await tabTo(page, name);
    await page.keyboard.press("Enter");
    await page.getByRole("searchbox").waitFor();
    await tabTo(page, "Search specimens");
    await page.keyboard.type("specimen*");
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.press("Enter");
    await page.locator("[data-found]").first().waitFor();
    await tabUntil(page, () => document.activeElement?.hasAttribute("data-found"));
    await page.keyboard.press("Enter");
    await page.locator(".viewer-frame").waitFor();
    await tabUntil(page, () => document.activeElement?.classList.contains("viewer-frame"));
    await page.keyboard.press("+");
    await page.keyboard.press("ArrowRight");
    expect("enlarged by key", (await page.locator(".viewer-scale").innerText()) === "150 %");
    await tabUntil(page, () => document.activeElement?.getAttribute("role") === "tab");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-selected") === "true" && document.activeElement.textContent === "Record");
  },

  async "the server is gone: said, with a way back"({ page }) {
    await page.route("**/api/v1/**", (route) => route.abort());
    await page.goto("/runs");
    await page.getByText("The server cannot be reached.").first().waitFor();
    await page.unroute("**/api/v1/**");
    await page.getByRole("button", { name: "Try again" }).first().click();
    await page.locator("#collections").waitFor();
  },

  async "an address of nothing says so"({ page }) {
    await page.goto("/specimens/00000000-0000-4000-8000-000000000000");
    await page.getByText("There is nothing at this address.").waitFor();
    await page.goto("/nowhere");
    await page.getByText("There is nothing at this address.").waitFor();
  },
};

/** Tab until an element bears the name; every stop on the way must show that it has the focus. */
async function tabTo(page, name) {
  for (let n = 0; n < 80; n += 1) {
    await page.keyboard.press("Tab");
    const at = await focus(page);
    expect(`focus is seen on "${at.text}" (${at.tag})`, at.visible || at.tag === "BODY");
    if (at.text === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

async function tabUntil(page, there) {
  for (let n = 0; n < 200; n += 1) {
    await page.keyboard.press("Tab");
    const at = await focus(page);
    expect(`focus is seen on "${at.text}" (${at.tag})`, at.visible || at.tag === "BODY");
    if (await page.evaluate(there)) return;
  }
  throw new Error(`Tab never came to where ${there}`);
}
