// What the phrasebook says while there is no network: found in the file this device keeps, shown in the page's own pieces.
let book = null;
let pieces = null;
let words = null;

async function open(config) {
  if (book) return;
  const { Phrasebook } = await import(config.search);
  const answer = await fetch(config.entries);
  if (!answer.ok || answer.redirected) throw new Error("not kept");
  book = new Phrasebook(await answer.json());
}

// On the page for no network they stand ready; any other page takes them from the copy of that page.
async function fetchPieces(config) {
  if (pieces) return;
  const holds = document.getElementById("piece-card") ? document : new DOMParser().parseFromString(await (await fetch(config.offlinePage)).text(), "text/html");
  pieces = (name) => document.importNode(holds.getElementById(`piece-${name}`).content, true).firstElementChild;
  words = holds.getElementById("piece-words").dataset;
}

async function isKept(address) {
  return "caches" in self && Boolean(await caches.match(address, { ignoreVary: true }));
}

// The elements that answer the query; without one, what the address of the page asks for.
export async function answer(query, config, away) {
  const notice = Object.assign(document.createElement("p"), { className: "notice notice-info", textContent: config.away });
  const shown = away ? [] : [notice];
  try {
    await Promise.all([open(config), fetchPieces(config)]);
  } catch {
    return [away ? line(words?.empty || "") : notice];
  }
  if (!query) return [...shown, ...(await listed(atAddress(config)))];
  const { exact, near } = book.lookUp(query);
  if (!exact.length && !near.length) return [...shown, line(words.nothing)];
  if (exact.length) shown.push(line(`${words.found}: ${exact.length}`), ...(await listed(exact)));
  if (near.length) shown.push(Object.assign(document.createElement("h2"), { textContent: words.near }), ...(await listed(near)));
  return shown;
}

function line(text) {
  const said = Object.assign(document.createElement("p"), { className: "meta", textContent: text });
  said.dataset.count = "";
  return said;
}

// /phrasebook/phrase/sp-p01/ is an entry, /phrasebook/bills/ a scenario.
function atAddress(config) {
  const [, first, second] = location.pathname.startsWith(config.index) ? ["", ...location.pathname.slice(config.index.length).split("/")] : [];
  if (second) return book.entries.filter((entry) => entry.kind === first && entry.key === second);
  return first ? book.entries.filter((entry) => entry.scenario === first) : [];
}

async function listed(entries) {
  if (!entries.length) return [];
  const list = Object.assign(document.createElement("ul"), { className: "entry-list" });
  for (const entry of entries) {
    const item = document.createElement("li");
    item.append(await card(entry));
    list.append(item);
  }
  return [list];
}

async function card(entry) {
  const made = pieces("card");
  made.dataset.entry = `${entry.kind}/${entry.key}`;
  for (const place of made.querySelectorAll("[data-fill]")) {
    const text = entry[place.dataset.fill];
    if (text) place.textContent = text; else (place.closest("[data-note]") || place).remove();
  }
  turns(made.querySelector("[data-turns]"), entry.turns);
  await sounds(made, entry);
  const clip = made.querySelector("[data-clip]");
  if (entry.kind === "sign") await film(clip, entry); else clip.remove();
  return made;
}

function turns(place, said) {
  if (!said) { place.remove(); return; }
  for (const [role, text, english] of said) {
    const turn = pieces("turn");
    turn.classList.add(`turn-${role}`);
    turn.querySelector(".speaker").textContent = words[role];
    turn.querySelector("p").textContent = text;
    turn.querySelector(".turn-en").textContent = english;
    place.querySelector("ol").append(turn);
  }
}

async function sounds(made, entry) {
  const [group, synthetic, notKept] = [".sounds", ".synthetic", ".not-kept"].map((name) => made.querySelector(name));
  for (const [name, address] of Object.entries(entry.sounds || {})) {
    if (!(await isKept(address))) { notKept.hidden = false; continue; }
    const button = pieces("sound");
    button.href = address;
    button.append(words[name]);
    group.append(button);
  }
  if (!group.childElementCount) group.remove();
  if (!group.isConnected && !made.contains(group) || !entry.synthetic?.length) synthetic.remove();
  if (notKept.hidden) notKept.remove();
}

async function film(place, entry) {
  const kept = [];
  for (const address of entry.clips || []) if (await isKept(address)) kept.push(address);
  if (kept.length) {
    const video = Object.assign(document.createElement("video"), { controls: true, muted: true, playsInline: true, src: kept[0] });
    video.setAttribute("aria-label", entry.text);
    place.append(video);
    if (entry.placeholder) place.append(pieces("placeholder"));
    return;
  }
  const slot = pieces("slot");
  slot.querySelector("span").textContent = entry.clips ? words.notKept : entry.in_review ? words.inReview : words.toFilm;
  place.append(slot);
}
