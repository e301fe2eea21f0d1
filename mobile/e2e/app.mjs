// What a person does with the app, by what they see and hear.
import { expect } from "./browser.mjs";

export const button = (page, name) => page.getByRole("button", { name, exact: true });
export const tab = (page, name) => page.getByRole("navigation").getByRole("link", { name, exact: true });

/** Open the app; the first time it introduces itself. */
export async function begin(page, { skip = true } = {}) {
  await page.goto("/app/");
  await page.getByRole("heading", { level: 1 }).waitFor();
  if (skip && (await button(page, "Skip").count())) await button(page, "Skip").click();
}

/** Choose pictures as from the gallery. */
export async function choose(page, files, name = "Choose pictures") {
  const [chooser] = await Promise.all([page.waitForEvent("filechooser"), button(page, name).click()]);
  await chooser.setFiles(files);
  await page.getByText(/^View \d+$/).first().waitFor();
}

/** Send what is on the screen; agrees where it is asked for the first time. */
export async function send(page, name = "Identify") {
  await button(page, name).click();
  const agree = button(page, "Agree and send");
  const asked = await agree.waitFor({ timeout: 1_000 }).then(() => true, () => false);
  if (!asked) return;
  await page.getByRole("radio", { name: /CC BY 4/ }).click();
  await page.getByLabel("Your name, for the credit").fill("Anna Ameise");
  await page.getByRole("checkbox", { name: /I took these pictures/ }).click();
  await agree.click();
}

/** The answer of the server is there: a name with what may be promised, or the reason why there is none. */
export async function answered(page) {
  await page.getByText(/In the release's test set|Checked in this collection|No promise|^No name$/).first().waitFor();
}

/** Pictures on the server, of all specimens that this app made. */
export async function onServer(page) {
  return page.evaluate(async () => {
    const found = [];
    for (let cursor = null, more = true; more; ) {
      const query = new URLSearchParams({ q: "collection:uploads", limit: "100", ...(cursor && { cursor }) });
      const told = await (await fetch(`/api/v1/search?${query}`)).json();
      found.push(...told.items);
      cursor = told.next;
      more = cursor !== null;
    }
    return { specimens: found.length, images: found.reduce((sum, one) => sum + one.images, 0) };
  });
}

/** Wait until the server has found as much as expected, and look once more a moment later. */
export async function serverHas(page, before, more) {
  const wanted = { specimens: before.specimens + more.specimens, images: before.images + more.images };
  let seen = before;
  for (let n = 0; n < 150; n += 1) {
    seen = await onServer(page);
    if (seen.images >= wanted.images && seen.specimens >= wanted.specimens) break;
    await page.waitForTimeout(500);
  }
  await page.waitForTimeout(1_000);
  seen = await onServer(page);
  expect("none lost, none doubled", seen.images === wanted.images && seen.specimens === wanted.specimens, { seen, wanted });
}
