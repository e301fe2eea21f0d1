/** Everything that works behind the screens, put together once. */

import { shrunk } from "@insecta/decision";
import { defaultServer } from "./device/home";
import { watchNetwork, type Network } from "./device/network";
import { pixelsOf } from "./device/pixels";
import { uuid } from "./device/random";
import { keepKey, readKey } from "./device/secret";
import { sha256 } from "./device/sha256";
import { ways } from "./device/ways";
import { asTheOnlyOne, neighbours } from "./device/windows";
import { Answerer } from "./offline/answerer";
import { loadNetwork } from "./offline/network";
import { hintsOf, measure } from "./offline/quality";
import type { Conditions } from "./queue/choose";
import { Driver } from "./queue/driver";
import type { Find } from "./records/find";
import { Follower } from "./records/follow";
import type { Means } from "./records/take";
import type { Ways } from "./router";
import { Api, type Release } from "./server/api";
import { Library, picturesOf } from "./store/library";
import { openStore } from "./store/open";

export interface Core {
  library: Library;
  driver: Driver;
  follower: Follower;
  answerer: Answerer;
  ways: Ways;
  means: Means;
  /** The server as it is set now; a fresh one after `connect`. */
  api(): Api;
  hasKey(): boolean;
  network(): Network;
  conditions(): Conditions;
  /** Another server or key. What waits for a key goes on. */
  connect(server: string, key: string): Promise<void>;
  /** Records, pictures, releases, settings and key. */
  erase(): Promise<void>;
  /** Hear of the network, and of answers to say aloud. */
  onNetwork(listener: () => void): () => void;
  onAnswer(listener: (find: Find) => void): () => void;
}

const later = (work: () => void, milliseconds: number) => {
  const timer = setTimeout(work, milliseconds);
  return () => clearTimeout(timer);
};

const means: Means = {
  uuid,
  sha256,
  hints: async (uri, type) => hintsOf(measure(shrunk(await pixelsOf(uri, type)))),
  now: () => new Date().toISOString(),
};

let opened: Promise<Core> | null = null;

/** The one core of this process: screens and background work share it. */
export function sharedCore(): Promise<Core> {
  opened ??= openCore();
  opened.catch(() => (opened = null));
  return opened;
}

/** Open the store and take the queue over. Rejects where the device gives no store. */
async function openCore(): Promise<Core> {
  const library = await Library.open(await openStore(), Date.now, neighbours());
  if (!library.shelf().preferences.server && defaultServer()) await library.prefer({ server: defaultServer() });
  let key = await readKey();
  let network: Network = { online: true, unmetered: true };
  let api = new Api(library.shelf().preferences.server, key);
  const networkListeners = new Set<() => void>();
  const answerListeners = new Set<(find: Find) => void>();
  const conditions = (): Conditions => {
    const { server, wifiOnly } = library.shelf().preferences;
    return { ...network, wifiOnly, server: server !== "" };
  };
  const driver = new Driver(library, { clock: Date.now, conditions, remote: () => api, later });
  const follower = new Follower(
    library,
    { remote: () => api, online: () => network.online && api.server !== "", now: means.now, later },
    (find) => answerListeners.forEach((listener) => listener(find)),
  );
  const answerer = new Answerer(library, { sha256, load: loadNetwork, now: means.now });
  await library.sweep((name) => name.startsWith("release:"));
  asTheOnlyOne(() => void driver.start());
  let sent = 0;
  library.subscribe(() => {
    const now = [...library.shelf().items.values()].filter(({ state }) => state === "sent").length;
    if (now !== sent) follower.poke();
    sent = now;
  });
  follower.poke();
  library.subscribe(() => nameHere(library, answerer, network));
  watchNetwork((found) => {
    const back = found.online && !network.online;
    network = found;
    networkListeners.forEach((listener) => listener());
    nameHere(library, answerer, network);
    if (back) void driver.online();
    else driver.poke();
    follower.poke();
    if (found.online) void follower.lookAgain();
    if (found.online && found.unmetered) void updateRelease(library, answerer, api).catch(() => undefined);
  });
  return {
    library, driver, follower, answerer, means, conditions,
    ways: ways(),
    api: () => api,
    hasKey: () => key !== "",
    network: () => network,
    connect: async (server, fresh) => {
      await keepKey(fresh);
      await library.prefer({ server });
      key = fresh;
      api = new Api(server, fresh);
      await driver.keyed();
      follower.poke();
    },
    erase: async () => {
      await driver.stop();
      await library.clear();
      await keepKey("");
      key = "";
      await library.prefer({ server: defaultServer() });
      api = new Api(defaultServer(), "");
      await driver.start();
    },
    onNetwork: listening(networkListeners),
    onAnswer: listening(answerListeners),
  };
}

/** What a find was asked with: a picture added later, or another view or caste, makes it another question. */
const asked = new Map<string, string>();

/** Without network, whatever has no answer gets one on the device. */
function nameHere(library: Library, answerer: Answerer, { online }: Network): void {
  const shelf = library.shelf();
  const present = answerer.present();
  if (online || !present) return;
  for (const find of shelf.finds.values()) {
    const views = picturesOf(shelf, find.id).map(({ id, view }) => `${id}:${view}`);
    const wanted = [present.id, ...views, find.caste, find.sex, find.lifeStage].join(" ");
    if (find.answered?.by === "server" || asked.get(find.id) === wanted) continue;
    if (find.answered && !asked.has(find.id)) continue;
    asked.set(find.id, wanted);
    void answerer.answer(find).catch(() => undefined);
  }
}

/** The release that answers for the reader's collection; null where the server has none. */
export async function offeredRelease(api: Api, collection: string): Promise<Release | null> {
  const [releases, collections] = await Promise.all([api.releases(), api.collections()]);
  const bound = collections.find(({ code }) => code === collection)?.release?.digest;
  return releases.find(({ digest }) => digest === bound) ?? releases.find(({ state }) => state === "champion") ?? null;
}

/** A reader who keeps a release gets the one that answers now. */
async function updateRelease(library: Library, answerer: Answerer, api: Api): Promise<void> {
  const present = answerer.present();
  if (!present || !api.server) return;
  const offered = await offeredRelease(api, library.shelf().preferences.habits.collection);
  if (offered && offered.digest !== present.id) await answerer.keep(offered, await api.pack(offered.digest));
}

const listening = <T,>(all: Set<T>) => (listener: T) => {
  all.add(listener);
  return () => void all.delete(listener);
};
