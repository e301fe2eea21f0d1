import { UploadQueue, isOpen } from "./queue";

/** The one queue of this page. What sends is fetched with the first picture. */
export const uploads = new UploadQueue(
  (sending) => import("../api/upload").then(({ upload }) => upload(sending)),
  (fingerprint) => void import("../api/tus").then(({ giveUp }) => giveUp(fingerprint)),
);

window.addEventListener("online", uploads.goOn);
window.addEventListener("beforeunload", (event) => {
  if (uploads.items().some(isOpen)) event.preventDefault();
});
