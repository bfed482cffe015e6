// Stands between the pages of the hall and the network, for the time when there is none. It keeps five things: the files
// and the page of the phrasebook, the published entries, clips somebody played, and the page of the quiz somebody is in
// the middle of, until it is handed in or they sign out. It never keeps another page that says something about a person,
// anything of the CMS, or anything that was sent.
const SHELL = {{ shell|safe }};
const FILES = `hall-files-${SHELL.version}`, PAGE = "hall-page", ENTRIES = "hall-entries", CLIPS = "hall-clips", ATTEMPT = "hall-attempt";
const MOST_CLIP = 8 * 2 ** 20, MOST_CLIPS = 60 * 2 ** 20;
const OURS = new Set(SHELL.files.map((file) => new URL(file, location).pathname));
const KEPT = new Map([[SHELL.page, PAGE], [SHELL.entries, ENTRIES]]);
const CLIP = /^\/media\/media(_small)?\//;
const OF_ATTEMPT = /^\/(static|media\/images)\//;
const LEFT_ALONE = /^\/(cms|accounts|demo|documents|verify)\//;

self.addEventListener("install", (event) => event.waitUntil(
  caches.open(FILES).then((cache) => cache.addAll(SHELL.files.map((file) => new Request(file, { cache: "no-cache" })))).then(() => self.skipWaiting()),
));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("hall-files-") && name !== FILES) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("message", (event) => {
  const { type, url } = event.data || {};
  const work = { refresh, forget, keep: () => keep(url), keepAttempt: () => keepAttempt(event.data), dropAttempt: () => caches.delete(ATTEMPT) }[type];
  if (work) event.waitUntil(work().catch(() => { /* no network, or no room: asked again the next time */ }));
});

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    if (!LEFT_ALONE.test(url.pathname)) event.respondWith(page(event, url));
  } else if (KEPT.has(url.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(KEPT.get(url.pathname), url.pathname)));
  } else if (OURS.has(url.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(FILES, url.pathname)));
  } else if (CLIP.test(url.pathname)) {
    event.respondWith(clip(request, url));
  } else if (OF_ATTEMPT.test(url.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(ATTEMPT, url.pathname)));
  }
});

async function kept(name, address) {
  return (await (await caches.open(name)).match(address, { ignoreSearch: true, ignoreVary: true })) || Response.error();
}

// The page and the entries as the hall has them now. Signed out, the hall answers with its door, which is not kept.
async function refresh() {
  for (const [address, name] of KEPT) {
    const answer = await fetch(address, { cache: "no-cache" });
    if (answer.ok && !answer.redirected) await (await caches.open(name)).put(address, answer);
  }
}

async function forget() {
  for (const name of [PAGE, ENTRIES, CLIPS, ATTEMPT]) await caches.delete(name);
}

/* ---- the quiz somebody is in the middle of ---- */
// The hall marks the page. Nobody's copy is shown while the network is there.
async function page(event, url) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok && answer.headers.get("X-Keep-On-Device") === "attempt") event.waitUntil(putAttempt(url.pathname, answer.clone()));
    return answer;
  } catch {
    return (await keptAttempt(url.pathname)) || kept(PAGE, SHELL.page);
  }
}

// One attempt at a time: the page of another one goes, the files they share stay.
async function putAttempt(address, answer) {
  const cache = await caches.open(ATTEMPT);
  for (const each of await cache.keys()) {
    const path = new URL(each.url).pathname;
    if (path !== address && !OF_ATTEMPT.test(path)) await cache.delete(each);
  }
  await cache.put(address, answer);
}

const STRICT = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

async function keepAttempt({ url, html, files }) {
  const cache = await caches.open(ATTEMPT);
  if (html) await putAttempt(url, new Response(html, { headers: { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": STRICT } }));
  for (const file of files) if (OF_ATTEMPT.test(file) && !(await cache.match(file))) await cache.add(file).catch(() => {});
}

// Marked as a copy: its answers are as old as it is, and those on the device are newer.
async function keptAttempt(address) {
  const held = await (await caches.open(ATTEMPT)).match(address, { ignoreVary: true });
  if (!held) return null;
  const html = (await held.text()).replace("data-attempt=", 'data-kept="" data-attempt=');
  return new Response(html, { headers: held.headers });
}

/* ---- clips ---- */
async function clip(request, url) {
  const cache = await caches.open(CLIPS), held = await cache.match(url.pathname, { ignoreVary: true });
  if (!held) return fetch(request);
  const blob = await held.blob();
  return part(blob, held.headers, request.headers.get("Range"));
}

// A player asks for a range when it seeks, and a whole answer to that would bring it back to the start.
function part(blob, held, range) {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(range || ""), size = blob.size;
  const headers = { "Content-Type": held.get("Content-Type") || "", "Accept-Ranges": "bytes", "X-Content-Type-Options": "nosniff" };
  if (!asked || (!asked[1] && !asked[2])) return new Response(blob, { headers: { ...headers, "Content-Length": size } });
  const first = asked[1] ? Number(asked[1]) : Math.max(0, size - Number(asked[2]));
  const last = asked[1] && asked[2] ? Math.min(Number(asked[2]), size - 1) : size - 1;
  if (first > last) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
  const piece = blob.slice(first, last + 1);
  return new Response(piece, { status: 206, headers: { ...headers, "Content-Length": piece.size, "Content-Range": `bytes ${first}-${last}/${size}` } });
}

// Kept whole when it is small; what was not played for longest goes when there is too much. Played again, a clip moves
// to the end of the line: the order of a cache is the order of its last writing.
let line = Promise.resolve();
function keep(address) {
  line = line.catch(() => {}).then(() => keepOne(address));
  return line;
}

async function keepOne(address) {
  const url = new URL(address, location);
  if (url.origin !== location.origin || !CLIP.test(url.pathname)) return;
  const cache = await caches.open(CLIPS), held = await cache.match(url.pathname, { ignoreVary: true });
  if (held) { await cache.put(url.pathname, held); return; }
  const answer = await fetch(url.pathname);
  if (answer.status !== 200 || answer.redirected || Number(answer.headers.get("Content-Length") || Infinity) > MOST_CLIP) return;
  await cache.put(url.pathname, answer);
  await makeRoom(cache);
}

async function makeRoom(cache) {
  const all = await cache.keys(), sizes = [];
  for (const each of all) sizes.push(Number((await cache.match(each, { ignoreVary: true })).headers.get("Content-Length")));
  let total = sizes.reduce((sum, size) => sum + size, 0);
  for (let at = 0; total > MOST_CLIPS && at < all.length - 1; at += 1) {
    await cache.delete(all[at]);
    total -= sizes[at];
  }
}
