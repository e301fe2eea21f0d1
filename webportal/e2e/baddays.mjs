// Days on which something is wrong with server, key, clock, hand or data: told in words, nothing lost, nothing doubled.
import { expect } from "./checks.mjs";
import { drawn } from "./pictures.mjs";
import { pressed, sighted } from "./review.mjs";

const PICTURES = "#pictures";
const DAY_MS = 86_400_000;
const seed = () => Date.now() % 90_000;

/** Requests of the local administrator, whoever is signed in on the page. */
async function administrator(page) {
  const { origin } = new URL(page.url());
  return (await page.context().browser().newContext({ baseURL: origin })).request;
}

async function key(asked, name, roles) {
  const made = await (await asked.post("/api/v1/keys", { data: { name, roles } })).json();
  return made.key;
}

const answers = (page, n) => page.waitForFunction((all) => document.querySelectorAll(".card .card-actions a[href*='/specimens/']").length === all, n, { timeout: 120_000 });
const specimens = (page) => page.locator(".card .card-actions a[href*='/specimens/']").evaluateAll((all) => all.map((one) => one.getAttribute("href")));

export const badDayFlows = {
  async "a clock a year behind, the server gone, the key revoked: told once, nothing lost or doubled"({ page }) {
    await page.addInitScript((behind) => {
      const Right = Date;
      globalThis.Date = class extends Right {
        constructor(...given) {
          if (given.length) super(...given);
          else super(Right.now() - behind);
        }
        static now() {
          return Right.now() - behind;
        }
      };
    }, 400 * DAY_MS);
    await page.goto("/");
    const asked = await administrator(page);
    const name = `desk ${Date.now()}`;
    const first = await key(asked, name, { uploads: "contributor" });
    await page.request.post("/api/v1/me/session", { data: { key: first } });
    let gone = true;
    await page.route("**/api/v1/uploads", (route) => (gone ? route.abort() : route.continue()));
    await page.reload();
    const from = seed();
    await page.setInputFiles(PICTURES, Array.from({ length: 8 }, (_, n) => drawn(`bad day ${n}.png`, from + n, 160)));
    const held = page.getByRole("alert").filter({ hasText: "none is lost" });
    await held.filter({ hasText: "The server cannot be reached." }).waitFor();
    const { items } = await (await asked.get("/api/v1/keys")).json();
    await asked.delete(`/api/v1/keys/${items.find((one) => one.name === name).id}`);
    gone = false;
    await held.getByRole("button", { name: "Go on now" }).press("Enter");
    await held.filter({ hasText: "This platform asks for a key." }).waitFor();
    await held.filter({ hasText: "8 pictures wait" }).waitFor();
    expect("said once", (await held.count()) === 1);
    const second = await key(asked, `${name} again`, { uploads: "contributor" });
    await held.getByRole("link", { name: "Sign in" }).click();
    await page.getByLabel("Key").fill(second);
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("link", { name: "Identify", exact: true }).click();
    await answers(page, 8);
    const own = new Set(await specimens(page));
    expect("each once", own.size === 8, own.size);
    for (const address of own) {
      const { images } = await (await page.request.get(`/api/v1${address}`)).json();
      expect("one picture each", images.length === 1, images.length);
    }
  },

  async "two tabs send the same pictures at once: each is there once"({ page }) {
    await page.goto("/");
    const other = await page.context().newPage();
    await other.goto("/");
    const from = seed();
    const same = [0, 1, 2].map((n) => drawn(`tabs ${n}.png`, from + n, 160));
    await Promise.all([page.setInputFiles(PICTURES, same), other.setInputFiles(PICTURES, same)]);
    await Promise.all([answers(page, 3), answers(other, 3)]);
    const [one, two] = [await specimens(page), await specimens(other)];
    expect("the same specimens", JSON.stringify([...one].sort()) === JSON.stringify([...two].sort()), { one, two });
    await other.close();
  },

  async "review: a double click decides once, and Undo outlives the back button"({ page }) {
    await sighted(page);
    const number = () => page.locator(".review-number").innerText();
    const first = await number();
    const { x, y, width, height } = await page.getByRole("button", { name: /^Confirm/ }).boundingBox();
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.waitForFunction((before) => document.querySelector(".review-number")?.textContent?.trim() !== before && !document.querySelector(".judge-acts button[aria-keyshortcuts=S]:disabled"), first);
    const second = await number();
    // The second click of the same double click meets the next specimen.
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await page.locator(".judge-more select").focus();
    expect("the next one is still undecided", (await number()) === second, await number());
    await page.goto("/search");
    await page.goBack();
    await page.locator(".review-number").waitFor();
    expect("still before one", (await number()) === second, await number());
    await page.locator("h1").click();
    await pressed(page, "u");
    expect("the first is back", (await number()) === first, await number());
  },

  async "script in Darwin Core fields is text, on every page"({ page }) {
    await page.goto("/search?sort=catalog_number:asc");
    const address = await page.locator("[data-found]").nth(7).getAttribute("href");
    const wrong = '<img src=x onerror="window.hurt=1"><script>window.hurt=1</script>';
    const before = (await (await page.request.get(`/api/v1${address}`)).json()).record;
    const told = await page.request.patch(`/api/v1${address}`, { data: { record: { locality: wrong, recorded_by: `javascript:alert(1) ${wrong}` } } });
    expect("taken as it is", told.ok(), await told.text());
    await page.goto(address);
    await page.getByRole("tab", { name: "Record" }).click();
    await page.getByText(wrong, { exact: true }).waitFor();
    await page.goto("/search?as=table&q=onerror");
    await page.locator("[data-found]").first().waitFor();
    for (const where of [address, "/search?as=grid&q=onerror", "/review?collection=TEACH"]) {
      await page.goto(where);
      await page.locator("main h1, .review-number").first().waitFor();
      const [hurt, links] = await page.evaluate(() => [window.hurt, [...document.querySelectorAll("a[href^='javascript:']")].length]);
      expect("nothing of it runs", hurt === undefined && links === 0, { hurt, links });
    }
    await page.request.patch(`/api/v1${address}`, { data: { record: { locality: before.locality ?? null, recorded_by: before.recordedBy ?? null } } });
  },

  async "a slow server is told, with a way out"({ page }) {
    await page.clock.install();
    await page.route("**/api/v1/runs*", () => undefined);
    await page.goto("/runs");
    await page.getByText("Loading …").first().waitFor();
    await page.clock.fastForward(9_000);
    await page.getByText("The server is slow today.").waitFor();
    await page.getByRole("button", { name: "Load the page again" }).waitFor();
  },
};
