// node e2e/equal.mjs BASE_URL LIST OUT: what the app answers without network, and what the server answers, on the same files.
// LIST: JSON, paths of pictures. OUT: JSON, by picture {name, device, server}: the release, taxon, rank, reason, limit and confidence
// that each gives; device null where the app leaves a picture to the server, server null where it refuses one.
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { drawn } from "../../webportal/e2e/pictures.mjs";
import { begin, button, choose, tab } from "./app.mjs";
import { launch, phone as newPhone } from "./browser.mjs";

const [base, list, out] = process.argv.slice(2);
if (!base || !list || !out) {
  console.error("usage: node e2e/equal.mjs BASE_URL LIST OUT");
  process.exit(2);
}
const TYPES = { jpg: "image/jpeg", jpeg: "image/jpeg", png: "image/png", webp: "image/webp" };
const LAST = "last.png";
const pictures = JSON.parse(readFileSync(list, "utf8")).map((path, n) => ({
  name: `${n} ${basename(path)}`,
  mimeType: TYPES[path.split(".").at(-1).toLowerCase()] ?? "image/jpeg",
  buffer: readFileSync(path),
}));

const said = (answer) => answer && {
  release: answer.release, taxon: answer.answer?.taxonId ?? null, rank: answer.answer?.taxonRank ?? null,
  reason: answer.abstention, limit: answer.limit, confidence: answer.answer?.confidence ?? null,
};

/** Answers that the app has put down, by the name of the picture. */
const kept = (page) => page.evaluate(async () => {
  const open = indexedDB.open("insecta");
  await new Promise((resolve) => (open.onsuccess = resolve));
  const all = (store) => new Promise((resolve) => {
    const asked = open.result.transaction(store).objectStore(store).getAll();
    asked.onsuccess = () => resolve(asked.result);
  });
  const [finds, shown] = [await all("find"), await all("picture")];
  open.result.close();
  return Object.fromEntries(shown.map(({ findId, fileName }) => [fileName, finds.find(({ id }) => id === findId)?.answered?.answer ?? null]));
});

/** The app without network: each picture a record of its own. The last one is answered when all before it were looked at. */
async function onDevice(browser) {
  const phone = await newPhone(browser, base, { expected: /./ });
  const page = await phone.page();
  page.setDefaultTimeout(300_000);
  await begin(page);
  await tab(page, "Settings").click();
  await button(page, "Get the release").click();
  await page.getByText("The release is checked and kept.").waitFor();
  await tab(page, "Identify").click();
  await phone.context.setOffline(true);
  for (const picture of [...pictures, drawn(LAST, 4711, 300)]) {
    await choose(page, [picture]);
    await button(page, "Keep for later").click();
    await page.getByText(/^View \d+$/).first().waitFor({ state: "detached" });
  }
  for (const until = Date.now() + 900_000; ; ) {
    const found = await kept(page);
    if (found[LAST]) return found;
    if (Date.now() > until) throw new Error("the app did not look at all pictures in time");
    await page.waitForTimeout(500);
  }
}

async function onServer({ name, mimeType, buffer }) {
  const asked = await fetch(`${base}/api/v1/images?${new URLSearchParams({ fileName: name })}`, {
    method: "POST", headers: { "Content-Type": mimeType, Prefer: "wait=60" }, body: buffer,
  });
  if (asked.status >= 400 && asked.status < 500) return null;
  let image = await asked.json();
  for (const until = Date.now() + 300_000; !image.identification && Date.now() < until; ) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    image = await (await fetch(`${base}/api/v1/images/${image.id}`)).json();
  }
  if (!image.identification) throw new Error(`the server gave no answer on ${name}`);
  return image.identification;
}

const browser = await launch();
const device = await onDevice(browser).finally(() => browser.close());
const answers = [];
for (const picture of pictures) {
  answers.push({ name: picture.name, device: said(device[picture.name]), server: said(await onServer(picture)) });
}
writeFileSync(out, `${JSON.stringify(answers, null, 1)}\n`);
console.log(`${answers.length} pictures`);
