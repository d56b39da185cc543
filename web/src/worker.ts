// The service worker keeps the page itself, so that a handheld out of reach
// says "not connected" in Lotgate's words and not in the browser's. What the
// daemon answers is never kept: a stale stock figure is worse than none.

declare const BUILD: string;

const worker = self as any;
const cacheName = "lotgate-" + BUILD;
const kept = ["/", "/app.js", "/app.css", "/icon.svg", "/icon-192.png", "/manifest.webmanifest", "/jetbrains-mono-latin-600-normal.woff2"];
const words = ["/api/v1/words?lang=zh-CN", "/api/v1/words?lang=en"];

worker.addEventListener("install", (e: any) => {
  e.waitUntil(caches.open(cacheName).then((c) => c.addAll(kept.concat(words))).then(() => worker.skipWaiting()));
});

worker.addEventListener("activate", (e: any) => {
  const dropOld = caches.keys().then((names) => Promise.all(names.filter((n) => n !== cacheName).map((n) => caches.delete(n))));
  e.waitUntil(dropOld.then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (e: any) => {
  const request: Request = e.request;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && !/\.(pdf|png|json)$/.test(url.pathname)) e.respondWith(freshOr(request, "/"));
  else if (url.pathname === "/api/v1/words" || kept.indexOf(url.pathname) > 0) e.respondWith(freshOr(request, request));
});

/** freshOr asks the daemon first and falls back on what was kept. */
async function freshOr(request: Request, key: Request | string): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) cache.put(key, fresh.clone());
    return fresh;
  } catch (failure) {
    const old = await cache.match(key);
    if (old) return old;
    throw failure;
  }
}
