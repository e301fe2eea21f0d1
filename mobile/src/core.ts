/** Everything that works behind the screens, put together once. */

import { defaultServer } from "./device/home";
import { watchNetwork, type Network } from "./device/network";
import { pixelsOf } from "./device/pixels";
import { uuid } from "./device/random";
import { keepKey, readKey } from "./device/secret";
import { sha256 } from "./device/sha256";
import { ways } from "./device/ways";
import { asTheOnlyOne, neighbours } from "./device/windows";
import { hintsOf, measure } from "./offline/quality";
import { rendition } from "./offline/rendition";
import type { Conditions } from "./queue/choose";
import { Driver } from "./queue/driver";
import type { Find } from "./records/find";
import { Follower } from "./records/follow";
import type { Means } from "./records/take";
import type { Ways } from "./router";
import { Api } from "./server/api";
import { Library } from "./store/library";
import { openStore } from "./store/open";

export interface Core {
  library: Library;
  driver: Driver;
  follower: Follower;
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
  hints: async (uri, type) => hintsOf(measure(rendition(await pixelsOf(uri, type)))),
  now: () => new Date().toISOString(),
};

/** Open the store and take the queue over. Rejects where the device gives no store. */
export async function openCore(): Promise<Core> {
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
  await library.sweep((name) => name.startsWith("release:"));
  asTheOnlyOne(() => void driver.start());
  let sent = 0;
  library.subscribe(() => {
    const now = [...library.shelf().items.values()].filter(({ state }) => state === "sent").length;
    if (now !== sent) follower.poke();
    sent = now;
  });
  follower.poke();
  watchNetwork((found) => {
    const back = found.online && !network.online;
    network = found;
    networkListeners.forEach((listener) => listener());
    if (back) void driver.online();
    else driver.poke();
    follower.poke();
  });
  return {
    library, driver, follower, means, conditions,
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

const listening = <T,>(all: Set<T>) => (listener: T) => {
  all.add(listener);
  return () => void all.delete(listener);
};
