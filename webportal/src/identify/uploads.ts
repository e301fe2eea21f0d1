import { useSyncExternalStore } from "react";
import { type Item, isOpen, UploadQueue } from "./queue";

/** What sends is fetched with the first picture: the first page does not wait for it. */
export const uploads = new UploadQueue(
  (sending) => import("../api/upload").then(({ upload }) => upload(sending)),
  (fingerprint) => void import("../api/tus").then(({ giveUp }) => giveUp(fingerprint)),
);

window.addEventListener("beforeunload", (event) => {
  if (uploads.items().some(isOpen)) event.preventDefault();
});

export const useUploads = (): readonly Item[] =>
  useSyncExternalStore(uploads.subscribe, uploads.items);
