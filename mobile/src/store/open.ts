import { Directory, File, Paths } from "expo-file-system";
import { openDatabaseAsync } from "expo-sqlite";
import { sqliteStore, type Files } from "./sqlite";
import type { Store } from "./store";

/** The device's own store: rows in SQLite, pictures and releases as files of the app. */
export async function openStore(): Promise<Store> {
  return sqliteStore(await openDatabaseAsync("insecta.db"), files());
}

function files(): Files {
  const folder = new Directory(Paths.document, "bytes");
  if (!folder.exists) folder.create({ intermediates: true });
  const file = (name: string) => new File(folder, encodeURIComponent(name));
  return {
    async put(name, bytes) {
      // Written aside and moved: a file is whole or not there.
      const fresh = new File(folder, `${encodeURIComponent(name)}.new`);
      if (fresh.exists) fresh.delete();
      fresh.create();
      fresh.write(bytes);
      const old = file(name);
      if (old.exists) old.delete();
      await fresh.move(file(name));
    },
    async get(name) {
      const found = file(name);
      return found.exists ? found.bytes() : null;
    },
    async remove(name) {
      const found = file(name);
      if (found.exists) found.delete();
    },
    async names() {
      return folder.list().map((entry) => decodeURIComponent(entry.name)).filter((name) => !name.endsWith(".new"));
    },
    uri(name) {
      const found = file(name);
      return found.exists ? found.uri : null;
    },
  };
}
