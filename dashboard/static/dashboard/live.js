// Brings the list of a quiz under way up to date. Only what changed is written, so that neither focus nor place moves;
// a row that ends while somebody is on it stays, and says so.

const list = document.getElementById("live");
const state = document.getElementById("live-state");
const count = document.getElementById("live-count");
const EVERY = 5000;
const LONGEST = 60000;
let wait = EVERY;

const say = (words) => { if (state.textContent !== words) state.textContent = words; };

const refresh = (row, fresh) => {
  for (const cell of fresh.querySelectorAll("[data-cell]")) {
    const old = row.querySelector(`[data-cell="${cell.dataset.cell}"]`);
    if (old && old.innerHTML !== cell.innerHTML) old.replaceChildren(...cell.childNodes);
  }
  row.classList.remove("is-gone");
};

const leave = (row) => {
  if (!row.contains(document.activeElement)) {
    row.remove();
    return;
  }
  row.classList.add("is-gone");
  row.querySelector('[data-cell="left"]').textContent = list.dataset.gone;
};

const show = (html) => {
  const fresh = new DOMParser().parseFromString(`<ol>${html}</ol>`, "text/html").querySelector("ol");
  const wanted = [...fresh.children];
  const ids = new Set(wanted.map((row) => row.id));
  for (const row of [...list.children]) if (!ids.has(row.id)) leave(row);
  let before = null;
  for (const row of wanted) {
    const known = row.id ? document.getElementById(row.id) : list.querySelector(".sittings-none");
    if (known) refresh(known, row);
    const here = known ?? document.adoptNode(row);
    // Moving a row would take the focus out of it: only what is new is put in.
    if (!known) { if (before) before.after(here); else list.prepend(here); }
    before = here;
  }
};

const look = async () => {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(list.dataset.address, { headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(10000) });
      if (!answer.ok || !answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no answer");
      const found = await answer.json();
      show(found.rows);
      count.textContent = found.count;
      say(state.dataset.live.replace("%s", found.clock));
      wait = EVERY;
    } catch {
      say(state.dataset.away);
      wait = Math.min(LONGEST, wait * 2);
    }
  }
  setTimeout(look, wait);
};

document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") wait = EVERY; });
setTimeout(look, wait);
