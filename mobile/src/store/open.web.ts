import { indexedStore } from "./indexed";
import type { Store } from "./store";

/** The device's own store. Asks the browser not to throw it away when room gets short. */
export async function openStore(): Promise<Store> {
  await navigator.storage?.persist?.().catch(() => false);
  return indexedStore(indexedDB);
}
