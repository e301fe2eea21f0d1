/** Lets the page open without network. Pages over plain http have no service workers. */
export function openAgainOffline(): void {
  void navigator.serviceWorker?.register("/app/sw.js").catch(() => undefined);
}
