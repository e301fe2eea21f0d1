import { useSyncExternalStore } from "react";
import { upload } from "../api/upload";
import { type Item, isOpen, UploadQueue } from "./queue";

export const uploads = new UploadQueue(upload);

window.addEventListener("beforeunload", (event) => {
  if (uploads.items().some(isOpen)) event.preventDefault();
});

export const useUploads = (): readonly Item[] =>
  useSyncExternalStore(uploads.subscribe, uploads.items);
