// The service worker of the door pages: a page that was open once opens again without a line. Served by academy:door-worker,
// whose folder is its scope.
//
// Kept are the door page and the style and script files that it names, in one cache per page; nothing else is looked at.
// What the server answers comes first; the copy is for when nothing comes. A page that the server refuses (signed out, closed,
// not one's own any more) is forgotten at once, every copy after a day, and everything when somebody signs out (portal.js).
"use strict";
const VERSION = "door:1:", DAY = 24 * 3600 * 1000, PATIENCE = 4000;
const isDoor = path => path.startsWith(new URL(self.registration.scope).pathname) && path.endsWith("/door/");
const nameOf = path => VERSION + path;
const waited = () => new Promise((_resolve, reject) => { setTimeout(() => reject(new Error("no answer")), PATIENCE); });
const dropped = async unwanted => Promise.all((await caches.keys()).filter(name => name.startsWith("door:") && unwanted(name)).map(name => caches.delete(name)));

// The copy knows when it was made.
const dated = async response => {
  const headers = new Headers(response.headers);
  headers.set("X-Kept-At", String(Date.now()));
  return new Response(await response.blob(), { status: response.status, headers });
};
const isFresh = response => Date.now() - Number(response.headers.get("X-Kept-At")) < DAY;

// The page says which files it needs; what an earlier version of it needed goes.
const keep = async (path, files) => {
  const page = await fetch(path, { credentials: "same-origin", redirect: "manual" });
  if (!page.ok) { await caches.delete(nameOf(path)); return false; }
  const cache = await caches.open(nameOf(path));
  await cache.addAll(files);
  await cache.put(path, await dated(page));
  const wanted = new Set([path, ...files].map(one => new URL(one, self.location).href));
  await Promise.all((await cache.keys()).filter(one => !wanted.has(one.url)).map(one => cache.delete(one)));
  return true;
};

const copyOf = async path => {
  const kept = await caches.match(path, { cacheName: nameOf(path) });
  if (kept && isFresh(kept)) return kept;
  await caches.delete(nameOf(path));
  return null;
};

const page = async event => {
  const path = new URL(event.request.url).pathname;
  const answer = fetch(event.request);
  answer.then(response => { if (response.type === "opaqueredirect" || [403, 404, 410].includes(response.status)) caches.delete(nameOf(path)); }, () => {});
  try {
    return await Promise.race([answer, waited()]);
  } catch {
    return (await copyOf(path)) || answer;
  }
};

const file = async (event, client) => {
  try {
    return await fetch(event.request);
  } catch (error) {
    const kept = await caches.match(event.request, { cacheName: nameOf(new URL(client.url).pathname) });
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("install", () => { self.skipWaiting(); });
self.addEventListener("activate", event => { event.waitUntil(dropped(name => !name.startsWith(VERSION)).then(() => self.clients.claim())); });
self.addEventListener("message", event => {
  const { path, files } = event.data || {};
  if (!path || !isDoor(path) || new URL(event.source.url).pathname !== path) return;
  event.waitUntil(keep(path, files).catch(() => false).then(done => { event.source.postMessage({ kept: done }); }));
});
self.addEventListener("fetch", event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") { if (isDoor(url.pathname)) event.respondWith(page(event)); return; }
  if (!["style", "script"].includes(request.destination)) return;
  event.respondWith((async () => {
    const client = event.clientId && await self.clients.get(event.clientId);
    return client && isDoor(new URL(client.url).pathname) ? file(event, client) : fetch(request);
  })());
});
