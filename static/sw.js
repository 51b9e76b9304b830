// The service worker: after one visit the app opens without a network.
//
// One cache holds one build, all of it or nothing. A new build waits until no page of the old one is open or the
// reader says so, and the build before it stays until the new one has started once. Only caches of this folder are
// touched: several sites can share an origin.
"use strict";
const BUILD = /*@build*/"dev"/*@end*/;
const FILES = /*@files*/[]/*@end*/; // paths, or [path, "sha256-…"], relative to this folder

const SCOPE = new URL("./", self.location).pathname;
const PREFIX = "jiedui:" + SCOPE + "app:";
const CACHE = PREFIX + BUILD;
const SHARED = "jiedui:" + SCOPE + "shared";
const at = (path) => new URL(path, self.location).href;
const INDEX = at("index.html");

async function fetchWhole(file) {
  const [path, integrity] = [].concat(file);
  const answer = await fetch(new Request(at(path), { cache: "no-cache", integrity: integrity || "" }));
  // A redirected answer would break navigation, and a sign-in page is not the file.
  if (!answer.ok || answer.redirected) throw new Error(path + ": " + answer.status);
  return [at(path), answer];
}

async function install() {
  if (!FILES.length) return;
  // Everything is fetched and checked before anything is kept.
  const answers = await Promise.all(FILES.map(fetchWhole));
  await caches.delete(CACHE);
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(answers.map(([url, answer]) => cache.put(url, answer)));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
}

async function ownBuilds() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
}

// Keeps `keep` of the older builds, the newest ones: keys() lists caches in the order of their making.
async function forgetOldBuilds(keep) {
  const old = await ownBuilds();
  await Promise.all(old.slice(0, Math.max(0, old.length - keep)).map((name) => caches.delete(name)));
}

async function answer(request) {
  const url = new URL(request.url);
  // One page, whatever the query.
  const isPage = url.pathname === SCOPE || url.pathname === SCOPE + "index.html";
  const kept = await caches.match(isPage ? INDEX : url.origin + url.pathname, { cacheName: CACHE });
  return kept || fetch(request);
}

// Photos and .jiedui files from the share sheet wait on a shelf until the page takes them.
async function receive(request) {
  const form = await request.formData();
  const shelf = await caches.open(SHARED);
  let count = (await shelf.keys()).length;
  for (const file of form.getAll("files")) {
    if (!(file instanceof File)) continue;
    await shelf.put(at("shared/" + count++ + "-" + encodeURIComponent(file.name)), new Response(file));
  }
  return Response.redirect(at("./#/share"), 303);
}

self.addEventListener("install", (event) => event.waitUntil(install()));

self.addEventListener("activate", (event) => event.waitUntil(forgetOldBuilds(1).then(() => self.clients.claim())));

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
  if (event.data === "booted") event.waitUntil(forgetOldBuilds(0));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin || !url.pathname.startsWith(SCOPE)) return;
  if (request.method === "POST" && url.pathname === SCOPE + "share") return event.respondWith(receive(request));
  if (request.method === "GET" && FILES.length) event.respondWith(answer(request));
});
