// What people do, each on a page of its own. A flow throws where the portal does otherwise.
import { accessible, expect, focus } from "./checks.mjs";
import { drawn, large } from "./pictures.mjs";

const PICTURES = "#pictures";
const answered = ".card:has(.answer)";
const box = (page) => page.getByRole("combobox", { name: "Search specimens" });

export const flows = {
  async "one picture: preview at once, then the answer"({ page }) {
    await page.goto("/");
    await page.setInputFiles(PICTURES, [drawn("one.png")]);
    await page.locator(".card img").waitFor();
    const card = page.locator(answered).first();
    await card.waitFor();
    const text = await card.innerText();
    expect("a name with a promise, or a reason", /In the release's test set|Checked in this collection|No promise|No name|Not looked at/.test(text), text);
    expect("a name or a reason, not raw codes", !/unknown_taxon|undecided_below/.test(text), text);
    const said = await page.locator("[role=status][aria-live=polite]").innerText();
    expect("the answer is said aloud", said.startsWith("one.png:"), said);
    await card.getByRole("link", { name: "Open the specimen" }).click();
    await page.waitForURL(/specimens/);
    await page.locator(".viewer").waitFor();
  },

  async "without an account: told what becomes of it, kept in one step"({ page }) {
    const give = async (name, roles) => (await (await page.request.post("/api/v1/keys", { data: { name, roles } })).json()).key;
    const { items } = await (await page.request.get("/api/v1/collections")).json();
    const giver = await give(`giver ${Date.now()}`, { [items.find(({ code }) => code === "uploads")?.code ?? items[0].code]: "contributor" });
    // Through a proxy nobody is the administrator of this machine: a stranger, as on the web.
    await page.setExtraHTTPHeaders({ "X-Forwarded-For": "203.0.113.7" });
    await page.goto("/");
    await page.getByText("deleted after 24 hours").waitFor();
    await page.getByLabel("Living insects, outdoors").check();
    await page.setInputFiles(PICTURES, [drawn("visit.png", Date.now() % 90_000)]);
    const card = page.locator(answered).first();
    await card.waitFor();
    await card.getByText("What speaks for it").click();
    await card.locator(".evidence").waitFor();
    await card.getByText("Show where the network looked").click();
    await card.getByText(/not a diagnostic character|does not tell where it looked/).waitFor();
    await card.getByRole("button", { name: "Keep it" }).click();
    await card.getByLabel("Your key").fill(giver);
    await card.getByLabel("Name to be credited").fill("A. Visitor");
    await card.getByLabel("Place").selectOption("about");
    await card.getByLabel("Latitude").fill("48,13");
    await card.getByLabel("Longitude").fill("11.57");
    await card.getByLabel("The pictures are mine").check();
    const faults = await accessible(page);
    expect("nothing in the form hinders anybody", faults.length === 0, faults);
    await card.getByRole("button", { name: "Keep it", exact: true }).last().click();
    await page.waitForURL(/specimens/);
    await page.getByText("CC BY 4.0").waitFor();
    expect("credited", (await page.getByText("A. Visitor").count()) > 0);
    await page.getByRole("button", { name: "Show where the network looked" }).click();
    await page.getByText(/not a diagnostic character|does not tell where it looked/).waitFor();
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
    await page.route("**/api/v1/uploads", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 3_000));
      await route.continue().catch(() => {});
    });
    await page.goto("/");
    await page.setInputFiles(PICTURES, [drawn("slow.png", 5, 120)]);
    await page.getByRole("button", { name: /Stop/ }).click();
    await page.getByText("Stopped by you.").waitFor();
    await page.unroute("**/api/v1/uploads");
    await page.getByRole("button", { name: /Send again/ }).click();
    await page.locator(answered).waitFor();
  },

  async "a busy server is tried again by itself"({ page }) {
    let asked = 0;
    await page.route("**/api/v1/uploads", (route) => {
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
    // Until the answer is there, what was found before stands.
    await page.waitForFunction((before) => document.querySelector(".result-total")?.textContent !== before, total);
    await page.getByRole("radio", { name: "Table" }).click();
    await page.waitForURL(/as=table/);
    await page.locator("table [data-found]").first().waitFor();
    const address = page.url();
    const first = await page.locator("table [data-found]").first().innerText();
    await page.reload();
    await page.locator("table [data-found]").first().waitFor();
    const again = await page.locator("table [data-found]").first().innerText();
    expect("a reload shows the same", page.url() === address && again === first, { address, now: page.url(), first, again });
    await page.goto("/search");
    await box(page).fill("zzzzqqq");
    await page.getByText("Nothing was found.").waitFor();
    await page.goBack();
    await page.waitForFunction((text) => document.querySelector(".result-total")?.textContent === text, total);
  },

  async "a search that cannot be read says so"({ page }) {
    await page.goto("/search?q=nosuchfield:x");
    await page.getByRole("alert").waitFor();
    expect("in words", (await page.getByRole("alert").innerText()).includes("could not be read"));
    await box(page).fill("");
    await box(page).press("Enter");
    await page.locator(".result-total").waitFor();
  },

  async "specimen: enlarge, change the view, read record and history"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().click();
    await page.locator(".viewer").waitFor();
    const scale = page.locator(".viewer-scale");
    await page.locator(".viewer-tools[data-ready=true]").waitFor();
    await page.getByRole("button", { name: "Larger" }).click();
    await page.waitForFunction(() => document.querySelector(".viewer-scale")?.textContent === "150 %");
    await page.getByRole("button", { name: "Whole picture" }).click();
    await page.waitForFunction(() => document.querySelector(".viewer-scale")?.textContent === "100 %");
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

  async "on a phone the viewer of a picture comes with the first touch"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    const specimen = await page.locator("[data-found]").first().getAttribute("href");
    const { origin } = new URL(page.url());
    const phone = await page.context().browser().newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, baseURL: origin });
    const own = await phone.newPage();
    const viewers = [];
    own.on("request", (request) => /DeepZoom/.test(request.url()) && viewers.push(request.url()));
    await own.goto(specimen);
    await own.locator(".viewer img").waitFor();
    await own.waitForLoadState("networkidle");
    expect("not before it is touched", viewers.length === 0, viewers);
    await own.getByRole("button", { name: "Larger" }).tap();
    await own.waitForFunction(() => document.querySelector(".viewer-scale")?.textContent === "150 %");
    await phone.close();
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
    await box(page).waitFor();
    await tabTo(page, "Search specimens");
    await page.keyboard.type("specimen*");
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.press("Enter");
    await page.locator("[data-found]").first().waitFor();
    await tabUntil(page, () => document.activeElement?.hasAttribute("data-found"));
    await page.keyboard.press("Enter");
    await page.locator(".viewer-tools[data-ready=true]").waitFor();
    await tabUntil(page, () => document.activeElement?.classList.contains("viewer-frame"));
    await page.keyboard.press("+");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.querySelector(".viewer-scale")?.textContent === "150 %");
    await tabUntil(page, () => document.activeElement?.getAttribute("role") === "tab");
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction(() => document.activeElement?.getAttribute("aria-selected") === "true" && document.activeElement.textContent === "Record");
  },

  async "a long result: scrolled, only a part of it is in the page, and the address says where"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().waitFor();
    const total = Number((await page.locator(".result-total").innerText()).replace(/\D/g, ""));
    const seen = new Set();
    for (let n = 0; n < 400; n += 1) {
      for (const href of await page.locator("[data-found]").evaluateAll((all) => all.map((one) => one.getAttribute("href")))) seen.add(href);
      const end = await page.evaluate(() => {
        window.scrollBy(0, window.innerHeight * 0.8);
        return window.scrollY + window.innerHeight >= document.body.scrollHeight - 2;
      });
      await page.waitForTimeout(60);
      if (end && (await page.getByText("That is all.").count())) break;
    }
    const atOnce = await page.locator("[data-found]").count();
    expect("every specimen was seen once", seen.size === total, { seen: seen.size, total });
    expect("not all at once", total < 80 || atOnce < 80, atOnce);
    if (total > 120) {
      await page.waitForURL(/row=\d+/);
      const row = Number(new URL(page.url()).searchParams.get("row"));
      await page.reload();
      await page.locator("[data-found]").first().waitFor();
      const places = await page.locator("[aria-posinset]").evaluateAll((all) => all.map((one) => Number(one.getAttribute("aria-posinset"))));
      expect("a reload begins there", Math.min(...places) > 60 && Math.min(...places) <= row + 1, { places: places.slice(0, 3), row });
    }
    return `${total} specimens`;
  },

  async "typing ahead: arrow keys choose a name, or the specimen of a number"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    const number = await page.locator("[data-found] .tile-number").first().innerText();
    await box(page).pressSequentially("kind", { delay: 30 });
    await page.locator("[role=option]").first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.locator("[role=option][aria-selected=true]").waitFor();
    await page.keyboard.press("Enter");
    await page.waitForURL(/f=/);
    await page.locator(".chip").waitFor();
    await page.goto("/search");
    await box(page).pressSequentially(number.toLowerCase().replaceAll("-", " "), { delay: 10 });
    await page.locator("[role=option]", { hasText: number }).first().waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.waitForURL(/specimens/);
  },

  async "a list of numbers: found, not found, given twice, as CSV"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().waitFor();
    const numbers = (await page.locator("[data-found] .tile-number").allInnerTexts()).slice(0, 4);
    await page.goto("/search/numbers");
    await page.getByLabel("Catalogue numbers").fill([...numbers, numbers[0].toLowerCase(), "NOT-THERE-1"].join("\n"));
    await page.getByRole("button", { name: "Look them up" }).click();
    await page.getByRole("heading", { name: /found · 1 not found · 1 given/ }).waitFor();
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "This answer as CSV" }).click()]);
    expect("a CSV", file.suggestedFilename() === "numbers.csv");
    await page.getByText("Save as a set").click();
    await page.getByLabel("Title").fill("Numbers of a loan");
    await page.getByRole("button", { name: "Save it" }).click();
    await page.locator(".sets table tbody tr").first().waitFor();
    expect("in the order given", (await page.locator(".sets tbody th").first().innerText()) === numbers[0]);
    await page.getByText("Not found (1)").click();
    await page.getByText("NOT-THERE-1").waitFor();
  },

  async "a search is saved as a set by keys alone: cited, exported, removed"({ page }) {
    await page.goto("/search?f=collection:TEACH");
    await page.locator("[data-found]").first().waitFor();
    const total = await page.locator(".result-total").innerText();
    await page.getByText("Save as a set").focus();
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("Drawer <b>7</b>");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/sets\/[0-9a-f-]{36}$/);
    await page.getByRole("heading", { name: "Drawer <b>7</b>" }).waitFor();
    const cited = await page.locator(".set-cite p").innerText();
    expect("cited with its size and address", cited.includes(total) && cited.includes(new URL(page.url()).pathname), cited);
    const table = page.locator(".sets table tbody tr");
    await table.first().waitFor();
    await page.getByRole("button", { name: "Show more" }).click();
    await page.waitForFunction((n) => document.querySelectorAll(".sets table tbody tr").length === n, Number(total.replace(/\D/g, "")));
    for (const [name, file] of [["Darwin Core table (CSV)", /^set-.*\.csv$/], ["Darwin Core Archive (ZIP)", /^set-.*\.zip$/]]) {
      const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name }).click()]);
      expect("a file", file.test(download.suggestedFilename()), download.suggestedFilename());
      expect("that arrives whole", (await download.failure()) === null);
    }
    await page.getByRole("button", { name: "Remove this set" }).click();
    await page.getByRole("button", { name: "Keep it" }).press("Enter");
    await page.getByRole("button", { name: "Remove this set" }).click();
    await page.getByRole("button", { name: "Remove this set" }).click();
    await page.waitForURL(/\/sets$/);
    await page.getByRole("heading", { name: "Saved sets" }).waitFor();
    expect("gone from the list", (await page.locator(".set-list a", { hasText: "Drawer <b>7</b>" }).count()) === 0);
  },

  async "one name is given to a whole set: counted first, applied, taken back"({ page }) {
    const set = { title: `Bulk ${Date.now()}`, query: "collection:TEACH genus:none" };
    const made = await page.request.post("/api/v1/sets", { data: set });
    const { id } = made.ok() ? await made.json() : await (await page.request.post("/api/v1/sets", { data: { ...set, query: "collection:TEACH" } })).json();
    await page.goto(`/sets/${id}`);
    await page.getByText("Give one name to all of it").press("Enter");
    await page.getByLabel("Name, at any rank").fill("Kind C1");
    await page.getByRole("button", { name: "Say so" }).press("Enter");
    const notice = page.getByRole("region", { name: "Give one name to all of it" });
    await notice.waitFor();
    const told = await notice.innerText();
    const n = Number(/applied to ([\d,]+)/.exec(told)?.[1]?.replace(",", ""));
    expect("a preview with its count", n >= 1, told);
    const before = await page.request.get(`/api/v1/search?q=${encodeURIComponent("determination:person")}&limit=0`);
    for (const problem of await accessible(page)) throw new Error(problem);
    let answers = 0;
    await page.route(/\/identifications$/, async (route) => {
      if (route.request().method() !== "POST" || answers++ > 0) return route.continue();
      await route.fetch();
      return route.abort();
    });
    await page.getByRole("button", { name: /^Apply to/ }).click();
    await page.getByRole("button", { name: "Send it again" }).click();
    await notice.getByText(`applied to ${n}`).waitFor();
    await page.reload();
    const said = page.getByRole("region", { name: "Said of the whole set" });
    await said.waitFor();
    expect("an answer that got lost doubles nothing", (await said.getByRole("listitem").count()) === 1);
    for (const problem of await accessible(page)) throw new Error(problem);
    await said.getByRole("button", { name: "Take all of it back" }).click();
    await page.getByText(`Taken back for ${n === 1 ? "1 specimen" : `${n} specimens`}.`).waitFor();
    await said.waitFor({ state: "detached" });
    expect("the search answers throughout", before.ok());
    return told.split("\n")[0];
  },

  async "numbers from to, a shelf and a determiner are asked for by a form"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().waitFor();
    const numbers = await page.locator("[data-found] .tile-number").allInnerTexts();
    await page.getByText("Numbers from … to, shelf").press("Enter");
    await page.getByLabel("Catalogue number from").fill(numbers[0].toLowerCase());
    await page.getByLabel("Catalogue number to").fill(numbers[2].replace("-", " "));
    for (const problem of await accessible(page)) throw new Error(problem);
    await page.getByRole("button", { name: "Add to the search" }).press("Enter");
    await page.waitForURL(/catalog_number/);
    await page.waitForFunction(() => document.querySelectorAll("[data-found]").length === 3);
    await page.goto("/search?q=images:0");
    await page.locator(".result-total, .notice").first().waitFor();
    await page.goto("/search?q=determination:museum");
    await page.locator("[data-found]").first().waitFor();
  },

  async "boxes of a picture by keys: added, moved, split, merged, taken back"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().click();
    await page.getByRole("link", { name: /Boxes in this picture|All specimens in this picture/ }).click();
    await page.locator(".boxes-frame img").waitFor();
    const boxes = page.locator(".boxes-frame .box:not(.box-new)");
    const began = await boxes.count();
    const has = (n) => page.waitForFunction((all) => document.querySelectorAll(".boxes-frame .box:not(.box-new)").length === all, n);
    await page.locator(".boxes-scroll").focus();
    await page.keyboard.press("a");
    await page.locator(".box-new").waitFor();
    for (const key of ["ArrowRight", "ArrowDown", "Shift+ArrowRight"]) await page.keyboard.press(key);
    await page.keyboard.press("Enter");
    await has(began + 1);
    for (const problem of await accessible(page)) throw new Error(problem);
    const ready = (name) => page.waitForFunction((words) => [...document.querySelectorAll(".boxes-tools button:not(:disabled)")].some((one) => one.textContent.startsWith(words)), name);
    for (const [name, key, n] of [["Split", "s", 2], ["Merge", "m", 1], ["Take back", "u", 2], ["Take back", "u", 1], ["Take back", "u", 0]]) {
      await ready(name);
      await page.keyboard.press(key);
      await has(began + n);
    }
    await page.mouse.move(0, 0);
    const { x, y, width, height } = await page.locator(".boxes-frame").boundingBox();
    await page.mouse.move(x + width * 0.6, y + height * 0.1);
    await page.mouse.down();
    await page.mouse.move(x + width * 0.8, y + height * 0.3, { steps: 4 });
    await page.mouse.up();
    await has(began + 1);
    await ready("Remove");
    await page.getByRole("button", { name: /^Remove/ }).click();
    await has(began);
  },

  async "the whole result as CSV"({ page }) {
    await page.goto("/search?q=trust:PredictedByMachine");
    const total = Number((await page.locator(".result-total").innerText()).replace(/\D/g, ""));
    const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Result as CSV" }).click()]);
    const text = await (await import("node:fs/promises")).readFile(await file.path(), "utf8");
    expect("one line per specimen", text.trim().split("\r\n").length === total + 1, { lines: text.trim().split("\r\n").length, total });
  },

  async "specimens that look like a picture of the house, and like one that is sent"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    await page.locator("[data-found]").first().click();
    await page.getByRole("link", { name: "Specimens that look like this picture" }).click();
    await page.getByText(/% alike/).first().waitFor();
    await page.reload();
    await page.getByText(/% alike/).first().waitFor();
    await page.setInputFiles("#alike", [drawn("alike.png", 9, 300)]);
    await page.waitForResponse((response) => response.url().includes("by-picture"));
    await page.getByText(/% alike/).first().waitFor();
  },

  async "the map counts, moves, and its table says the same"({ page }) {
    await page.goto("/search?as=map");
    await page.getByText(/with a place in this part of the map|has a place in this part/).waitFor();
    const drawnMap = await page.locator(".maplibregl-canvas").count();
    if (drawnMap) {
      await page.locator(".maplibregl-ctrl-zoom-in").click();
      await page.waitForURL(/box=/);
      await page.reload();
      await page.getByText(/with a place in this part of the map|has a place in this part/).waitFor();
      expect("the address keeps the part of the map", /box=/.test(page.url()));
    }
    return drawnMap ? "drawn" : "without WebGL";
  },

  async "several views of one specimen"({ page }) {
    await page.goto("/");
    await page.getByLabel("All pictures that I add together show one specimen").check();
    const seed = Date.now() % 70_000;
    await page.setInputFiles(PICTURES, [drawn("head.png", seed, 220), drawn("side.png", seed + 1, 220)]);
    await page.waitForFunction(() => document.querySelectorAll(".card .card-actions a").length === 2);
    const links = await page.locator(".card .card-actions a").evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    expect("both are of one specimen", links[0] === links[1], links);
    await page.goto(links[0]);
    await page.locator(".views-strip button").nth(1).waitFor();
  },

  async "a broken line: the upload goes on where it stopped"({ page }) {
    const asked = { POST: 0, HEAD: 0, PATCH: 0 };
    page.on("request", (request) => request.url().includes("/api/v1/uploads") && (asked[request.method()] += 1));
    let broken = 0;
    await page.route("**/api/v1/uploads/*", (route) =>
      route.request().method() === "PATCH" && (broken += 1) === 1 ? route.abort() : route.continue(),
    );
    await page.goto("/");
    await page.setInputFiles(PICTURES, [large("large.png")]);
    await page.getByText("Trying again by itself").waitFor();
    await page.locator(answered).waitFor({ timeout: 60_000 });
    expect("begun once, asked where it stands, gone on", asked.POST === 1 && asked.HEAD >= 1 && asked.PATCH >= 2, asked);
  },

  async "a page closed in the middle of an upload: the same file goes on"({ page }) {
    const picture = large("reopened.png");
    await page.route("**/api/v1/uploads/*", (route) => (route.request().method() === "PATCH" ? route.abort() : route.continue()));
    await page.goto("/");
    await page.setInputFiles(PICTURES, [picture]);
    await page.getByText("Trying again by itself").waitFor();
    await page.unroute("**/api/v1/uploads/*");
    let begun = 0;
    page.on("request", (request) => request.method() === "POST" && request.url().endsWith("/uploads") && (begun += 1));
    page.on("dialog", (dialog) => dialog.accept());
    await page.reload();
    await page.setInputFiles(PICTURES, [picture]);
    await page.locator(answered).waitFor({ timeout: 60_000 });
    return begun ? "begun anew (the browser gave the file another time)" : "gone on";
  },

  async "a wrong key is told"({ page }) {
    await page.goto("/sign-in");
    await page.getByLabel("Key").fill("insecta_nonsense");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByText("This key opens nothing.").waitFor();
  },

  async "one key confirms, one takes it back, and a typed name corrects"({ page }) {
    await page.goto("/search?q=trust:PredictedByMachine&f=collection:TEACH");
    await page.locator("[data-found]").nth(3).click();
    await page.locator(".judge").waitFor();
    await page.keyboard.press("c");
    await page.locator(".history-act", { hasText: "Confirmed" }).waitFor();
    await page.keyboard.press("u");
    await page.locator(".history-undone").waitFor();
    await page.keyboard.press("e");
    await page.getByLabel("Name, at any rank").fill("Kind C1");
    await page.keyboard.press("Enter");
    await page.locator(".history-act", { hasText: "Corrected" }).waitFor();
    await page.getByLabel("Single keys do this").uncheck();
    const before = await page.locator(".history li").count();
    await page.locator("h1").click();
    await page.keyboard.press("d");
    await page.waitForTimeout(500);
    expect("switched off, a key does nothing", (await page.locator(".history li").count()) === before);
  },

  async "somebody else changed the specimen: refused politely, nothing recorded"({ page }) {
    await page.route("**/identifications", (route) =>
      route.request().method() === "POST" ? route.fulfill({ status: 412, json: { status: 412, title: "Changed in the meantime" } }) : route.continue(),
    );
    await page.goto("/search?q=trust:PredictedByMachine&f=collection:TEACH");
    await page.locator("[data-found]").nth(5).click();
    await page.getByRole("button", { name: /^Confirm/ }).click();
    await page.getByText("Nothing of yours was recorded.").waitFor();
    await page.getByRole("button", { name: "Look again" }).click();
    await page.getByText("Nothing of yours was recorded.").waitFor({ state: "detached" });
  },

  async "a collection is taken in: tried out first, then watched"({ page }) {
    await page.goto("/ingest");
    const seed = Date.now() % 30_000;
    const files = [1, 2, 3].map((n) => drawn(`E2E${seed}${n}_h.png`, seed + n, 200));
    await page.setInputFiles("#files", [...files, { name: "notes.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") }]);
    await page.getByLabel("Collection", { exact: true }).fill(`e2e${seed}`);
    await page.getByRole("button", { name: "See what would happen" }).click();
    await page.getByRole("heading", { name: "What would happen" }).waitFor({ timeout: 60_000 });
    await page.getByRole("rowheader", { name: "Not a picture" }).waitFor();
    await page.getByRole("button", { name: "Take it in" }).click();
    await page.waitForURL(/runs\//);
    await page.waitForFunction(() => document.querySelector(".states tfoot td")?.textContent === "4", null, { timeout: 90_000 });
    await page.waitForFunction(() => /Finished/.test(document.querySelector(".run-state")?.textContent ?? ""), null, { timeout: 90_000 });
    await page.locator(".failures", { hasText: "notes.jpg" }).waitFor();
  },

  async "a thousand pictures dropped at once: none lost, the page stays usable"({ page }) {
    await page.route("**/api/v1/uploads", (route) =>
      route.fulfill({ status: 422, json: { status: 422, title: "Not a usable picture", detail: "drawn for a test", reason: "damaged" } }),
    );
    await page.goto("/");
    const { buffer } = drawn("x.png", 3, 16);
    await page.setInputFiles(PICTURES, Array.from({ length: 1000 }, (_, n) => ({ name: `${n}.png`, mimeType: "image/png", buffer })));
    await page.waitForFunction(() => document.querySelectorAll(".card").length === 1000, null, { timeout: 60_000 });
    await page.waitForFunction(() => document.querySelectorAll(".card .answer").length === 1000, null, { timeout: 120_000 });
    await page.locator(".results .section-head button").evaluate((button) => button.click());
    await page.waitForFunction(() => document.querySelectorAll(".card").length === 0);
  },

  async "another language: a draft says so, and English is one choice away"({ page }) {
    await page.goto("/");
    await page.getByRole("combobox", { name: "Language" }).selectOption("de");
    await page.getByRole("heading", { name: "Welches Insekt ist das?" }).waitFor();
    await page.getByText("Diese Übersetzung ist ein Entwurf").waitFor();
    await page.getByRole("combobox", { name: "Sprache" }).selectOption("en");
    await page.getByRole("heading", { name: "Which insect is it?" }).waitFor();
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
