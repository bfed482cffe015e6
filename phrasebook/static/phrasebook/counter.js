// The phrasebook at the counter: answers while one types, sounds, stars, words for the customer, and what was looked up.
const config = document.getElementById("lookup-script").dataset;
const RECENT = "phrasebook-recent";
const MOST_RECENT = 8;
const PAUSE = 120; // milliseconds between the last letter and the question

/* ---- what was looked up, on this device alone ---- */
function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(RECENT));
    return kept && kept.reader === localStorage.getItem("phrasebook-reader") && Array.isArray(kept.list) ? kept.list : [];
  } catch { return []; }
}

function remember(card) {
  const place = card.dataset.entry;
  const [text, english] = [".zh", ".en"].map((name) => card.querySelector(name)?.textContent.trim() || "");
  const list = [{ place, text, english }, ...recent().filter((each) => each.place !== place)].slice(0, MOST_RECENT);
  try { localStorage.setItem(RECENT, JSON.stringify({ reader: localStorage.getItem("phrasebook-reader"), list })); } catch { /* a private window remembers nothing */ }
}

function showRecent(root) {
  const section = root.querySelector("[data-recent]");
  const list = section && recent();
  if (!list?.length) return;
  section.querySelector("ul").replaceChildren(...list.map(({ place, text, english }) => {
    const line = section.querySelector("template").content.firstElementChild.cloneNode(true);
    line.href = `${config.index}${place}/`;
    line.querySelector(".line-zh").textContent = text;
    line.querySelector(".line-en").textContent = english;
    const item = document.createElement("li");
    item.append(line);
    return item;
  }));
  section.hidden = false;
}

/* ---- sounds: one at a time ---- */
const player = new Audio();
let playing = null;

function mark(button) {
  playing?.setAttribute("aria-pressed", "false");
  playing = button;
  playing?.setAttribute("aria-pressed", "true");
}

player.addEventListener("ended", () => mark(null));
player.addEventListener("pause", () => { if (!player.ended && player.paused) mark(null); });
player.addEventListener("error", () => {
  if (!playing) return;
  say(playing, config.noSound);
  mark(null);
});
// Not part of the page, so its events do not come by there.
player.addEventListener("play", () => navigator.serviceWorker?.controller?.postMessage({ type: "keep", url: player.currentSrc || player.src }));

function play(button) {
  const again = playing === button;
  player.pause();
  if (again) return;
  for (const other of document.querySelectorAll("video, audio")) other.pause();
  button.setAttribute("role", "button");
  player.src = button.href;
  mark(button);
  player.play().catch(() => { /* the error event says it, or another sound was pressed */ });
}

// One film at a time; the other angle of the same film runs with it.
document.addEventListener("play", (event) => {
  player.pause();
  const film = event.target.closest(".player") ?? event.target;
  for (const other of document.querySelectorAll("video, audio")) if (!film.contains(other)) other.pause();
}, true);

/* ---- a sentence beside what was pressed ---- */
function say(button, sentence) {
  const card = button.closest(".entry-card");
  let note = card.querySelector(".card-note");
  if (!note) {
    note = Object.assign(document.createElement("p"), { className: "card-note" });
    note.setAttribute("role", "status");
    card.append(note);
  }
  note.textContent = sentence;
}

/* ---- stars ---- */
async function star(button) {
  const address = button.formAction;
  if (button.dataset.busy) return;
  button.dataset.busy = "1";
  const body = new FormData(button.form);
  body.set(button.name, button.value);
  try {
    const answer = await fetch(address, { method: "POST", body, headers: { "X-Requested-With": "fetch" }, redirect: "error" });
    if (answer.status === 409) say(button, await answer.text());
    else if (!answer.ok) say(button, button.form.dataset.notSaved);
    else shine(address, button.value === "1");
  } catch { say(button, button.form.dataset.notSaved); }
  delete button.dataset.busy;
}

// An entry may be on the page twice: in a list and in the box over it.
function shine(address, on) {
  for (const button of document.querySelectorAll(".star")) {
    if (button.formAction !== address) continue;
    button.classList.toggle("is-on", on);
    button.setAttribute("aria-pressed", String(on));
    button.value = on ? "0" : "1";
  }
}

/* ---- large words for the customer ---- */
function enlarge(card) {
  const dialog = Object.assign(document.createElement("dialog"), { className: "large" });
  const close = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: config.close });
  const said = [[".zh", "large-zh", "zh-Hans"], [".en", "large-en", "en"]].map(([from, className, lang]) => Object.assign(document.createElement("p"), { className, lang, textContent: card.querySelector(from)?.textContent.trim() || "" }));
  dialog.setAttribute("aria-label", said[0].textContent);
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  dialog.append(...said.filter((each) => each.textContent), close);
  document.body.append(dialog);
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".sound, .enlarge, .star");
  const card = button?.closest(".entry-card");
  if (!card || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  remember(card);
  if (button.matches(".sound")) play(button); else if (button.matches(".star")) star(button); else enlarge(card);
});
// Once it has played, a sound is a button to a screen reader, and a button is pressed by the space bar too.
document.addEventListener("keydown", (event) => {
  if (event.key !== " " || !event.target.matches?.(".sound[role=button]")) return;
  event.preventDefault();
  event.target.click();
});
document.addEventListener("toggle", (event) => {
  const card = event.target.open && event.target.matches("details") && event.target.closest(".entry-card");
  if (card) remember(card);
}, true);

/* ---- answers while one types ---- */
export function attach(root) {
  const [form, input, results, said] = ["form[role=search]", "input[type=search]", "[data-results]", "[data-said]"].map((name) => root.querySelector(name));
  const away = root.hasAttribute("data-away");
  let asked = null, timer = null, shown = away ? null : input.defaultValue.trim();

  async function ask() {
    const query = input.value.trim();
    if (query === shown) return;
    asked?.abort();
    const { signal } = (asked = new AbortController());
    shown = query;
    try {
      if (away || !(await answered(query, signal))) await offline(query, signal);
    } catch (fault) {
      if (fault.name === "AbortError") return; // another letter was typed meanwhile
      throw fault;
    }
    said.textContent = results.querySelector("[data-count]")?.textContent || "";
    if (root.tagName !== "DIALOG" && !away) history.replaceState(null, "", query ? `?${new URLSearchParams({ q: query })}` : location.pathname);
  }

  // True when the hall answered; false when it is out of reach.
  async function answered(query, signal) {
    let answer;
    try {
      answer = await fetch(`${config.answers}?${new URLSearchParams({ q: query })}`, { signal });
    } catch (fault) {
      if (fault.name === "AbortError") throw fault;
      return false;
    }
    if (answer.redirected) { location.reload(); return true; } // signed out meanwhile
    if (!answer.ok) return false;
    const fragment = await answer.text();
    signal.throwIfAborted();
    results.innerHTML = fragment;
    for (const further of [...document.querySelectorAll("#marks")].slice(1)) further.remove(); // one is enough for all stars
    showRecent(results);
    return true;
  }

  async function offline(query, signal) {
    const pieces = await (await import(config.offline)).answer(query, config, away);
    signal.throwIfAborted();
    results.replaceChildren(...pieces);
    if (away && !query) showRecent(root);
    if (away && query) root.querySelector("[data-recent]").hidden = true;
  }

  input.addEventListener("input", (event) => {
    if (event.isComposing) return; // letters on the way to a Chinese word
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("compositionend", () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(timer); ask(); });
  addEventListener("online", () => { if (!away) { shown = null; ask(); } });
  if (root.tagName === "DIALOG") shown = null;
  if (shown === null) ask(); else showRecent(results);
}

for (const root of document.querySelectorAll("main [data-lookup]")) attach(root);
// The page for no network stands at the address of the page that could not be had.
for (const root of document.querySelectorAll("main [data-away]")) {
  root.querySelector(location.pathname.startsWith(config.index) ? "[data-here]" : "[data-elsewhere]").hidden = false;
  root.querySelector("[data-again]").addEventListener("click", (event) => { event.preventDefault(); location.reload(); });
  // Browsers say "online" before anything can be reached, and say nothing when it was the server that was away: ask first.
  const again = () => fetch(location.href, { method: "HEAD", cache: "no-store" }).then(() => location.reload(), () => {});
  addEventListener("online", again);
  setInterval(again, 4000);
}
for (const card of document.querySelectorAll("[data-opened]")) remember(card);
window.xingchuangKeep?.();
