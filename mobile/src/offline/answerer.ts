/** Names on the device, from the release that answers at the server; the server's answer replaces them. */

import { calibrated, decide, fuse, interval, isCheckedTogether, isEnough, letterbox, promise, readRelease, Unreadable, type Answer as Decided, type Release, type Subject } from "@insecta/decision";
import type { Answer, Candidate, Find, Picture, Promised } from "../records/find";
import type { Release as Offered } from "../server/api";
import { picturesOf, type Library } from "../store/library";
import type { KeptRelease } from "../store/store";
import { kept, modelName, openPack, readManifest, readPrototypes, WrongPack } from "./pack";
import { renditionOf } from "./rendition";
import { see, type LoadNetwork, type Sight } from "./see";

const TARGET = 0.95;
const GOLDEN = "golden.png";
/** As the server's own: other processors round sums a little differently, a wrong file is off by far more. */
const GOLDEN_TOLERANCE = 0.03;

/** This device does not compute what the release was tested with. */
export class WrongNetwork extends Error {
  constructor(readonly off: number) {
    super(`the golden picture is off by ${off.toFixed(3)}`);
    this.name = "WrongNetwork";
  }
}

export interface Surroundings {
  sha256(bytes: Uint8Array): Promise<string>;
  load: LoadNetwork;
  now(): string;
}

/** Where files of a release are kept. */
const nameOf = (digest: string, file: string) => `release:${digest}/${file}`;

export class Answerer {
  private sight: { digest: string; opened: Promise<Sight> } | null = null;
  /** One picture at a time: the network has one input. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly library: Library,
    private readonly around: Surroundings,
  ) {}

  /** The release that is kept on this device. */
  present(): KeptRelease | null {
    return [...this.library.shelf().releases.values()].sort((a, b) => (a.kept < b.kept ? 1 : -1))[0] ?? null;
  }

  /**
   * Keep another release, wholly checked and tried on its golden picture, then let go of older ones.
   * Throws WrongPack, WrongNetwork, NoRoom.
   */
  async keep(offered: Pick<Offered, "digest" | "name" | "version">, zip: Uint8Array): Promise<void> {
    const { digest, name, version } = offered;
    const { store } = this.library;
    const files = await openPack(digest, zip, this.around.sha256);
    const told = readManifest(files.get("release.json") ?? new Uint8Array());
    for (const file of [...kept(told.files), GOLDEN]) await store.putBytes(nameOf(digest, file), files.get(file) ?? new Uint8Array());
    const sight = await this.read(digest);
    await this.tryGolden(sight, digest, files.get("golden.json"));
    const older = [...this.library.shelf().releases.keys()].filter((one) => one !== digest);
    await this.library.write([
      { kind: "release", put: { id: digest, name, version, kept: this.around.now() } },
      ...older.map((remove) => ({ kind: "release", remove }) as const),
    ]);
    this.sight = { digest, opened: Promise.resolve(sight) };
    for (const one of await store.names()) {
      if (one.startsWith("release:") && (!one.startsWith(nameOf(digest, "")) || one.endsWith(GOLDEN))) await store.removeBytes(one);
    }
  }

  /** The picture of the release must get the answer here that it got when the release was made. */
  private async tryGolden({ manifest, network }: Sight, digest: string, golden: Uint8Array | undefined): Promise<void> {
    const picture = await this.library.store.bytes(nameOf(digest, GOLDEN));
    if (!golden || !picture) throw new WrongPack("golden.json");
    const expected = JSON.parse(new TextDecoder().decode(golden)) as { leaves: number[] };
    const pixels = letterbox(await renditionOf(picture), manifest.side);
    const { leaves } = await network.run(pixels.data);
    const seen = calibrated([...leaves], manifest.temperature);
    const worst = Math.max(...expected.leaves.map((value, leaf) => Math.abs(value - (seen[leaf] ?? Infinity))));
    if (!(worst <= GOLDEN_TOLERANCE)) throw new WrongNetwork(worst);
  }

  /** Name a find that nobody answered yet; false where there is no release, or the server was quicker. */
  answer(find: Find): Promise<boolean> {
    const work = this.turn.then(() => this.work(find));
    this.turn = work.catch(() => undefined);
    return work;
  }

  private async work(find: Find): Promise<boolean> {
    const present = this.present();
    const pictures = picturesOf(this.library.shelf(), find.id);
    if (!present || pictures.length === 0) return false;
    const sight = await this.open(present.id);
    const answer = await this.see(sight, pictures, subjectOf(find));
    if (!answer) return false;
    let ours = false;
    await this.library.update("find", find.id, (one) => {
      ours = one.answered?.by !== "server";
      return ours ? { ...one, answered: { by: "device", answer, at: this.around.now() } } : null;
    });
    return ours;
  }

  /** Null where a picture cannot be read as the server reads it: all of them are left to the server. */
  private async see(sight: Sight, pictures: readonly Picture[], subject: Subject): Promise<Answer | null> {
    const scores = [];
    for (const picture of pictures) {
      const bytes = await this.library.store.bytes(picture.id);
      if (!bytes) continue;
      const rendition = await renditionOf(bytes).catch((error: unknown) => {
        if (error instanceof Unreadable || error instanceof RangeError) return null;
        throw error;
      });
      if (!rendition) return null;
      scores.push(await see(sight, rendition, picture.view || null));
    }
    return scores.length ? told(sight.release, decide(sight.release, fuse(scores), { target: TARGET, subject })) : null;
  }

  private open(digest: string): Promise<Sight> {
    if (this.sight?.digest !== digest) {
      const opened = this.read(digest);
      this.sight = { digest, opened };
      opened.catch(() => (this.sight = null));
    }
    return this.sight.opened;
  }

  /** Read what is kept, and check it once more: a file may have been damaged since. */
  private async read(digest: string): Promise<Sight> {
    const file = async (name: string) => {
      const bytes = await this.library.store.bytes(nameOf(digest, name));
      if (!bytes) throw new WrongPack(`${name} is missing`);
      return bytes;
    };
    const description = await file("release.json");
    if ((await this.around.sha256(description)) !== digest) throw new WrongPack("release.json");
    const manifest = readManifest(description);
    const checked = async (name: string) => {
      const bytes = await file(name);
      if ((await this.around.sha256(bytes)) !== manifest.files[name]?.sha256) throw new WrongPack(name);
      return bytes;
    };
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    const model = modelName(manifest.files);
    const bytes = await checked(model);
    const uri = (await this.library.store.uri(nameOf(digest, model), "application/octet-stream")) ?? "";
    return {
      manifest,
      release: readRelease(digest, text(description), text(await checked("taxa.csv"))),
      prototypes: readPrototypes(await checked("prototypes.npy")),
      network: await this.around.load({ bytes, uri, side: manifest.side, outputs: manifest.outputs }),
    };
  }
}

/** What the record says of the individual, as the server reads it. */
const subjectOf = ({ caste, sex, lifeStage }: Find): Subject => ({
  caste: caste || null, sex: sex || null, lifeStage: lifeStage || null, damaged: false,
});

/** What the release's own test says of answers like this one. */
function promised(release: Release, { taxonId, rank, confidence }: Decided["candidates"][number]): Promised {
  const bins = (release.fields.reliability?.[rank] ?? []).map(([least, right, cases]) => ({ least, right, cases }));
  const { testing } = release.taxon(taxonId);
  const { basis, count, together } = promise({ rank, testing, confidence, bins, here: null, unlike: false });
  const [low, high] = count ? interval(count) : [null, null];
  return { basis, target: TARGET, together, right: count?.right ?? null, cases: count?.cases ?? null, low, high, enough: count && isEnough(count) };
}

/** The decision in the words of the API. */
export function told(release: Release, decided: Decided): Answer {
  const candidate = ({ taxonId, scientificName, rank, confidence }: Decided["candidates"][number]): Candidate => ({
    taxonId, scientificName, taxonRank: rank, confidence, parentId: release.taxon(taxonId).parentId, answerable: release.taxon(taxonId).answerable,
  });
  return {
    release: release.fields.digest,
    target: TARGET,
    answer: decided.answer && candidate(decided.answer),
    abstention: decided.abstention,
    limit: decided.limit,
    needsView: decided.needsView,
    together: decided.answer !== null && isCheckedTogether(release.taxon(decided.answer.taxonId)),
    promise: decided.answer && promised(release, decided.answer),
    measured: release.measured,
    taxa: release.names,
    note: decided.note,
    suggested: [],
    candidates: decided.candidates.map(candidate),
  };
}
