// Opens the app without network: its own files, and nothing of the server's answers.
// `npm run export:web` writes the list and the version into it.
const VERSION = "%VERSION%";
const FILES = JSON.parse('%FILES%');
const CACHE = `insecta-app-${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("insecta-app-") && name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !pathname.startsWith("/app/")) return;
  event.respondWith(pathname === "/app/" ? fresh(event.request) : kept(event.request));
});

/** The page itself: the newest where there is a network. */
async function fresh(request) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put("/app/", response.clone());
    return response;
  } catch (error) {
    const found = await cache.match("/app/");
    if (found) return found;
    throw error;
  }
}

/** Files whose names change with what is in them, and the runtime of the network once it was needed. */
async function kept(request) {
  const cache = await caches.open(CACHE);
  const found = await cache.match(request);
  if (found) return found;
  const response = await fetch(request);
  if (response.ok) await cache.put(request, response.clone());
  return response;
}
