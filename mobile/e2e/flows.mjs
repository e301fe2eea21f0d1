// What people do, each on a phone of its own. A flow throws where the app does otherwise.
import { randomBytes } from "node:crypto";
import { drawn } from "../../webportal/e2e/pictures.mjs";
import { answered, begin, button, choose, onServer, send, serverHas, tab } from "./app.mjs";
import { expect, fits } from "./browser.mjs";

let seed = Date.now() % 80_000;
const picture = (name, side = 500) => drawn(name, (seed += 1), side);

export const flows = {
  async "first use: three screens, then a picture, its views and its answer"({ page }) {
    await begin(page, { skip: false });
    for (let n = 1; n <= 3; n += 1) {
      await page.getByText(`${n} of 3`).waitFor();
      await button(page, n < 3 ? "Next" : "Begin").click();
    }
    await choose(page, [picture("side.png")]);
    await choose(page, [picture("head.png")], "Add from gallery");
    await page.getByText("View 2", { exact: true }).waitFor();
    const before = await onServer(page);
    await send(page);
    await answered(page);
    await serverHas(page, before, { specimens: 1, images: 2 });
    await button(page, "Open the record").click();
    await page.getByRole("heading", { name: "Record", level: 1 }).waitFor();
    await button(page, "See it on the server").click();
    await page.getByRole("heading", { name: "Specimen", level: 1 }).waitFor();
    await page.getByRole("img", { name: /Picture 2/ }).waitFor();
    await page.goBack();
    await page.getByRole("heading", { name: "Record", level: 1 }).waitFor();
    await tab(page, "My records").click();
    await page.getByRole("link", { name: /Sent$/ }).waitFor();
  },

  async "the same picture twice, and two taps, are one"({ page }) {
    await begin(page);
    const one = picture("one.png");
    await choose(page, [one, one]);
    await page.getByText("already and not added again", { exact: false }).waitFor();
    expect("one view", (await page.getByText(/^View \d+$/).count()) === 1);
    const before = await onServer(page);
    await send(page);
    await answered(page);
    await serverHas(page, before, { specimens: 1, images: 1 });
    await button(page, "Next insect").click();
    await choose(page, [picture("two.png")]);
    await page.evaluate(() => {
      const go = [...document.querySelectorAll("[role=button]")].find((one) => one.textContent === "Identify");
      go.click();
      go.click();
      go.click();
    });
    await serverHas(page, before, { specimens: 2, images: 2 });
  },

  async "offline: everything is kept, and sent when the network is back"({ page, context }) {
    await begin(page);
    const before = await onServer(page);
    await context.setOffline(true);
    for (const name of ["a.png", "b.png", "c.png"]) {
      await choose(page, [picture(name)]);
      await send(page);
      await page.getByText("You are offline", { exact: false }).waitFor();
      await button(page, "Next insect").click();
    }
    await tab(page, "My records").click();
    await page.getByText("3 records").waitFor();
    expect("all wait", (await page.getByRole("link", { name: /Waiting to be sent$/ }).count()) === 3);
    await context.setOffline(false);
    await page.waitForFunction(() => [...document.querySelectorAll("[role=list] [role=link], [role=list] a")].filter((one) => one.textContent.endsWith("Sent")).length === 3, null);
    await serverHas(page, before, { specimens: 3, images: 3 });
  },

  async "killed in the middle of an upload, and opened again: counts are equal"({ page, context, phone }) {
    await begin(page);
    const before = await onServer(page);
    // The first part gets through, the next is on its way when the page is killed.
    let parts = 0;
    await page.route("**/api/v1/uploads/**", async (route) => {
      if (route.request().method() === "PATCH" && (parts += 1) > 1) return;
      await route.continue();
    });
    await choose(page, [picture("large.png", 1400), picture("second.png", 1400)]);
    await send(page);
    await page.waitForFunction(() => /Sending, [1-9]/.test(document.body.innerText));
    await page.close({ runBeforeUnload: false });
    const again = await phone.page();
    await begin(again);
    await tab(again, "My records").click();
    await again.getByRole("link", { name: /Sent$/ }).waitFor();
    await serverHas(again, before, { specimens: 1, images: 2 });
    expect("something was on its way", parts >= 2, parts);
    await context.clearCookies();
  },

  async "stopped by its owner, and sent again"({ page }) {
    await begin(page);
    const before = await onServer(page);
    await page.route("**/api/v1/uploads", (route) => setTimeout(() => void route.continue().catch(() => undefined), 2_500));
    await choose(page, [picture("stop.png")]);
    await send(page);
    await button(page, "Stop: stop.png").click();
    await page.getByText("Stopped by you").waitFor();
    await page.waitForTimeout(3_000);
    expect("nothing was sent", (await onServer(page)).images === before.images);
    await page.unroute("**/api/v1/uploads");
    await button(page, "Send again: stop.png").click();
    await answered(page);
    await serverHas(page, before, { specimens: 1, images: 1 });
  },

  async "a busy server, then a broken one: it goes on by itself"({ page }) {
    await begin(page);
    const before = await onServer(page);
    const answers = [
      { status: 503, headers: { "Retry-After": "1" }, contentType: "application/problem+json", body: '{"title":"busy","status":503}' },
      { status: 429, headers: { "Retry-After": "1" }, body: "slow down" },
      { status: 500, contentType: "text/html", body: "<h1>proxy says no</h1>" },
    ];
    await page.route("**/api/v1/uploads", (route) => (answers.length ? route.fulfill(answers.shift()) : route.continue()));
    await choose(page, [picture("busy.png")]);
    await send(page);
    await page.getByText("The server is busy; goes on by itself").waitFor();
    await answered(page);
    await serverHas(page, before, { specimens: 1, images: 1 });
  },

  async "a key that is no longer valid: said, and a new one goes on"({ page }) {
    await begin(page);
    const key = (roles) => page.evaluate(async (given) => {
      const made = await fetch("/api/v1/keys", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name: "phone", roles: given }) });
      return (await made.json()).key;
    }, roles);
    const enter = async (value) => {
      await tab(page, "Settings").click();
      await page.getByLabel("Key", { exact: true }).fill(value);
      await button(page, "Connect").click();
      await page.getByText("Connected as phone.").waitFor();
    };
    const first = await key({ uploads: "contributor" });
    await enter(first);
    const before = await onServer(page);
    await page.evaluate(async () => {
      const listed = await (await fetch("/api/v1/keys")).json();
      for (const { id, name } of listed.items) if (name === "phone") await fetch(`/api/v1/keys/${id}`, { method: "DELETE" });
    });
    await tab(page, "Identify").click();
    await choose(page, [picture("key.png")]);
    await send(page);
    await page.getByText("no longer accepts your key", { exact: false }).waitFor();
    await page.getByText("The key is no longer valid").waitFor();
    await enter(await key({ uploads: "contributor" }));
    await tab(page, "My records").click();
    await page.getByRole("link", { name: /Sent$/ }).waitFor();
    await serverHas(page, before, { specimens: 1, images: 1 });
  },

  async "not a picture, and a name full of script: refused in words, the others go on"({ page }) {
    await begin(page);
    const before = await onServer(page);
    const bad = { name: "<img src=x onerror=alert(1)>.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture at all") };
    await choose(page, [picture("good.png"), bad]);
    await send(page);
    await page.getByText("The server did not take it: This is not a picture", { exact: false }).waitFor();
    await serverHas(page, before, { specimens: 1, images: 1 });
  },

  async "records: search, filter, map, details, export, delete"({ page }) {
    await begin(page);
    await choose(page, [picture("meadow.png")]);
    await button(page, "Keep for later").click();
    await choose(page, [picture("forest.png")]);
    await button(page, "Keep for later").click();
    await tab(page, "My records").click();
    await page.getByText("2 records").waitFor();
    await page.getByRole("link", { name: /On this phone only$/ }).first().click();
    await page.getByLabel("Locality in words").fill("Zürich, Irchel");
    await page.getByLabel("Notes").fill('=1+1 "quoted", under bark');
    await page.getByLabel(/Type coordinates/).fill("47.3977, 8.5491");
    await page.getByLabel("Recorded by").fill("Anna Ameise");
    await page.getByText("47.39770, 8.54910").waitFor();
    await page.getByLabel(/Date \(YYYY/).fill("2026-13-40");
    await page.getByText("Write the day as", { exact: false }).waitFor();
    await page.getByLabel(/Date \(YYYY/).fill("2026-07-14");
    await page.getByLabel("Notes").focus();
    await button(page, "Back").click();
    await page.getByLabel("Search my records").fill("zurich");
    await page.getByText("1 record", { exact: true }).waitFor();
    await page.getByRole("radio", { name: "Map" }).click();
    await page.getByRole("img", { name: /Map with 1 place/ }).waitFor();
    await page.getByRole("radio", { name: "List" }).click();
    const [file] = await Promise.all([page.waitForEvent("download"), button(page, "Export as Darwin Core (CSV)").click()]);
    const { readFileSync } = await import("node:fs");
    const csv = readFileSync(await file.path(), "utf8");
    expect("a row with what was typed", csv.includes("2026-07-14") && csv.includes(`"'=1+1 ""quoted"", under bark"`), csv);
    expect("the place is withheld, and says so", !csv.includes("47.39") && csv.includes("coordinates withheld"), csv);
    await page.reload();
    await tab(page, "My records").click();
    await page.getByText("2 records").waitFor();
    await page.getByRole("link", { name: /On this phone only$/ }).first().click();
    await button(page, "Delete this record").click();
    await button(page, "Delete this record").click();
    await page.getByText("1 record", { exact: true }).waitFor();
    await tab(page, "Settings").click();
    await button(page, "Delete everything on this phone").click();
    await button(page, "Delete everything").click();
    await page.getByRole("heading", { name: "Photograph an insect" }).waitFor();
    const left = await page.evaluate(async () => {
      const open = indexedDB.open("insecta");
      const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
      const counts = [...database.objectStoreNames].filter((name) => name !== "setting").map((name) => new Promise((resolve) => {
        const asked = database.transaction(name).objectStore(name).count();
        asked.onsuccess = () => resolve(asked.result);
      }));
      return (await Promise.all(counts)).reduce((a, b) => a + b, 0);
    });
    expect("nothing is left", left === 0, left);
  },

  async "cut out: the part takes the picture's place"({ page }) {
    await begin(page);
    await choose(page, [picture("wide.png", 600)]);
    await button(page, "Cut out: View 1").click();
    await page.getByRole("heading", { name: "Cut out the insect" }).waitFor();
    for (let n = 0; n < 4; n += 1) await button(page, "Smaller").click();
    await button(page, "Use this part").click();
    await page.getByRole("heading", { name: "Record", level: 1 }).or(page.getByRole("heading", { name: "Which insect is it?" })).waitFor();
    const kept = await page.evaluate(async () => {
      const open = indexedDB.open("insecta");
      const database = await new Promise((resolve) => { open.onsuccess = () => resolve(open.result); });
      const asked = database.transaction("picture").objectStore("picture").getAll();
      return new Promise((resolve) => { asked.onsuccess = () => resolve(asked.result); });
    });
    expect("one picture, smaller", kept.length === 1 && kept[0].width < 450 && kept[0].width > 100, kept.map(({ width, height }) => [width, height]));
  },

  async "search the collections, open a specimen, and come back"({ page }) {
    await begin(page);
    await tab(page, "Search").click();
    await page.getByText(/^[\d,]+ specimens$/).waitFor();
    await page.getByLabel(/Name, number/).fill("kind*");
    await page.getByRole("link", { name: /./ }).nth(0).waitFor();
    await page.getByLabel(/Name, number/).fill("zzzzqqq");
    await page.getByText("Nothing was found.").waitFor();
    await page.getByLabel(/Name, number/).fill("");
    const first = page.getByRole("list").getByRole("link").first();
    await first.waitFor();
    await first.click();
    await page.getByRole("heading", { name: "Specimen", level: 1 }).waitFor();
    await page.getByRole("heading", { name: "Record", level: 2 }).waitFor();
    await button(page, "Back").click();
    await page.getByRole("heading", { name: "Search the collections" }).waitFor();
    await page.route("**/api/v1/search*", (route) => route.abort());
    await page.getByLabel(/Name, number/).fill("camp");
    await page.getByText("The server cannot be reached.").waitFor();
    await page.unroute("**/api/v1/search*");
    await button(page, "Try again").click();
    await page.getByText(/specimens?$|Nothing was found/).first().waitFor();
  },

  async "names without network: marked, and replaced by the server's answer"({ page, context }) {
    await begin(page);
    await tab(page, "Settings").click();
    await button(page, "Get the release").click();
    await page.getByText("The release is checked and kept.").waitFor();
    await tab(page, "Identify").click();
    const before = await onServer(page);
    await context.setOffline(true);
    await choose(page, [picture("far away.png")]);
    await page.getByText("Offline, to be confirmed").waitFor();
    await page.getByText(/In the release's test set|Checked in this collection|No promise|^No name$/).first().waitFor();
    await send(page);
    await page.getByText("You are offline", { exact: false }).waitFor();
    await context.setOffline(false);
    await page.getByText("Offline, to be confirmed").waitFor({ state: "detached" });
    await answered(page);
    await serverHas(page, before, { specimens: 1, images: 1 });
  },

  async "a release with one byte changed is not kept"({ page }) {
    await begin(page);
    await tab(page, "Settings").click();
    await page.route("**/pack", async (route) => {
      const response = await route.fetch();
      const body = Buffer.from(await response.body());
      body[Math.floor(body.length / 2)] ^= 1;
      await route.fulfill({ response, body });
    });
    await button(page, "Get the release").click();
    await page.getByText("The files are not those of the release", { exact: false }).waitFor();
    await page.getByText("No release is on this phone yet.").waitFor();
  },

  async "another language: a draft for who asks for it, kept, and said to be one"({ page, phone }) {
    await begin(page);
    await tab(page, "Settings").click();
    await page.getByRole("radio", { name: "Deutsch" }).click();
    await page.getByRole("heading", { name: "Einstellungen", level: 1 }).waitFor();
    await page.getByText("ein Entwurf, den niemand durchgesehen hat", { exact: false }).waitFor();
    expect("the page says its language", (await page.locator("html").getAttribute("lang")) === "de");
    expect("German fits", (await fits(page)).length === 0, await fits(page));
    const again = await phone.page();
    await again.goto("/app/");
    await tab(again, "Meine Funde").click();
    await again.getByText("Noch keine Funde.").waitFor();
    await tab(again, "Einstellungen").click();
    await again.getByRole("radio", { name: "English" }).click();
    await tab(again, "Settings").waitFor();
  },

  async "two tabs: both show the same, and each picture is sent once"({ page, phone }) {
    await begin(page);
    const other = await phone.page();
    await begin(other);
    const before = await onServer(page);
    await choose(other, [picture("other tab.png")]);
    await send(other);
    await answered(other);
    await serverHas(page, before, { specimens: 1, images: 1 });
    await tab(page, "My records").click();
    await page.getByText("1 record", { exact: true }).waitFor();
  },

  async "a bad day: a clock five hours ahead, a thousand pictures at once, no room left"({ page, context }) {
    await context.addInitScript((ahead) => {
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...given) {
          if (given.length) super(...given);
          else super(Right.now() + ahead);
        }
        static now() {
          return Right.now() + ahead;
        }
      };
    }, 5 * 3_600_000);
    // A full phone: what the page itself keeps fits, a large picture does not.
    const devtools = await context.newCDPSession(page);
    await page.goto("/healthz");
    const { origin } = new URL(page.url());
    await devtools.send("Storage.overrideQuotaForOrigin", { origin, quotaSize: 16_000_000 });
    await begin(page);
    const before = await onServer(page);
    const { buffer } = picture("x.png", 16);
    await choose(page, Array.from({ length: 1000 }, (_, n) => ({ name: `${n}.png`, mimeType: "image/png", buffer: Buffer.concat([buffer, Buffer.from(`${n}`)]) })));
    await page.getByText("room for 12 views of one insect; 988 pictures were not added", { exact: false }).waitFor();
    expect("twelve views", (await page.getByText(/^View \d+$/).count()) === 12);
    await button(page, "Keep for later").click();

    const full = picture("full.png", 300);
    full.buffer = Buffer.concat([full.buffer, randomBytes(24_000_000)]);
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button(page, "Choose pictures").click()]);
    await chooser.setFiles([full]);
    await page.getByText("There is no room left on this phone. Delete something", { exact: false }).waitFor();
    await tab(page, "My records").click();
    await page.getByText("1 record", { exact: true }).waitFor();
    await devtools.send("Storage.overrideQuotaForOrigin", { origin });

    await tab(page, "Identify").click();
    await choose(page, [picture("again.png")]);
    await send(page);
    await answered(page);
    await serverHas(page, before, { specimens: 1, images: 1 });
    await tab(page, "Settings").click();
    await page.getByText("This phone's clock is 5 hours ahead of the server's", { exact: false }).waitFor();
  },

  async "keyboard only: every stop is seen, and a record is opened"({ page }) {
    await begin(page);
    await choose(page, [picture("keys.png")]);
    await button(page, "Keep for later").click();
    await page.getByRole("heading", { name: "Which insect is it?" }).waitFor();
    const at = () => page.evaluate(() => {
      const element = document.activeElement;
      const style = element && getComputedStyle(element);
      const seen = style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || parseFloat(style.borderTopWidth) >= 2);
      return { text: element?.getAttribute("aria-label") || element?.textContent || "", tag: element?.tagName, seen: Boolean(seen) };
    });
    const to = async (name) => {
      for (let n = 0; n < 60; n += 1) {
        await page.keyboard.press("Tab");
        const here = await at();
        expect(`focus is seen on "${here.text}"`, here.seen || here.tag === "BODY", here);
        if (here.text === name || (name instanceof RegExp && name.test(here.text))) return;
      }
      throw new Error(`Tab never came to ${name}`);
    };
    await to("My records");
    await page.keyboard.press("Enter");
    await page.getByText("1 record", { exact: true }).waitFor();
    await to(/On this phone only$/);
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Record", level: 1 }).waitFor();
  },
};
