// Without this a cell opens a page with everything that can be done there. With it a cell can be dragged onto another,
// by mouse, finger or keyboard; while it is held every cell says whether it may be put there, and why not.

const live = () => document.getElementById("board-live");
const table = () => document.getElementById("board");
const said = document.getElementById("board-said");
const panel = document.getElementById("board-says");
const dialog = document.getElementById("board-dialog");
const form = document.getElementById("board-form");
const words = Object.fromEntries(
  [...(document.getElementById("board-words")?.content.querySelectorAll("[data-word]") ?? [])].map((each) => [each.dataset.word, each.textContent.trim()]),
);
const say = (name, values = {}) => (words[name] ?? name).replace(/\{([npd])\}/g, (_all, key) => values[key] ?? "");

const FAR = 6; // px until a press of the mouse is a drag
const LONG = 350; // ms until a finger that stays picks up; before that it scrolls
const EDGE = 48;

let rules = null; // the module, and the facts, once they are there
let facts = null;
let asked = null;
let busy = false;
let held = null; // {cell, place, over, judged, ghost}
let press = null;
let justDragged = false;

// ---- where things are

const rowsOf = () => [...table().tBodies[0].rows];
const cellAt = (clerk, period) => rowsOf()[clerk]?.cells[period + 1]?.querySelector("a.cell");
const placeOf = (cell) => {
  const row = cell.closest("tr");
  return { clerk: row.sectionRowIndex, period: cell.closest("td").cellIndex - 1, user: row.dataset.user };
};
const grid = () => {
  const posts = new Map(facts.posts.map(({ pk }, number) => [String(pk), number]));
  return rowsOf().map((row) => [...row.querySelectorAll("a.cell")].map((cell) => posts.get(cell.dataset.post) ?? -1));
};
const nameOf = (clerk) => facts.people[clerk].name;
const dayOf = (period) => facts.periods[period].day;
const postOf = (cell) => cell.querySelector(".cell-post")?.textContent ?? say("empty");

const learn = async () => {
  asked ??= Promise.all([
    import(table().dataset.rules),
    fetch(table().dataset.facts).then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); }),
  ]);
  try {
    [rules, facts] = await asked;
    return facts.people.length === rowsOf().length;
  } catch {
    asked = null;
    return false;
  }
};

// ---- what would be, said in words

const judged = (to) => {
  const cell = cellAt(to.clerk, to.period);
  if (cell === held.cell) return { kind: "same", text: say("same") };
  if (facts.periods[to.period].over) return { kind: "no", text: `${say("no")} ${say("over")}` };
  if (cell.hasAttribute("data-locked")) return { kind: "no", text: `${say("no")} ${say("locked", { n: nameOf(to.clerk), d: dayOf(to.period) })}` };
  const { kind, lines } = rules.judge(facts, held.grid, held.place, to);
  const several = new Set(lines.map((line) => line.slice(0, 3).join())).size > 1 || lines.some(([clerk]) => clerk !== to.clerk);
  const text = lines.map(([clerk, post, period, why]) => {
    const where = say("who-where", { n: nameOf(clerk), p: facts.posts[post].name, d: dayOf(period) });
    return several ? `${where}: ${say(why)}` : say(why);
  });
  return { kind, text: [say(kind), [...new Set(text)].join(" ")].filter(Boolean).join(" ") };
};

const markAll = () => {
  const counts = held.grid[0].length;
  for (let clerk = 0; clerk < held.grid.length; clerk += 1) {
    for (let period = 0; period < counts; period += 1) {
      const cell = cellAt(clerk, period);
      if (cell !== held.cell) cell.classList.add(`drop-${judged({ clerk, period }).kind}`);
    }
  }
};

const over = (cell) => {
  if (held.over === cell) return;
  held.over?.classList.remove("is-over");
  held.over = cell;
  panel.hidden = !cell;
  panel.className = "board-says";
  if (!cell) return;
  cell.classList.add("is-over");
  const to = placeOf(cell);
  const { kind, text } = judged(to);
  const where = say("who-where", { n: nameOf(to.clerk), p: postOf(cell), d: dayOf(to.period) });
  panel.classList.add(`is-${kind}`);
  panel.firstElementChild.textContent = `${where}: ${text}`;
  if (!held.pointer) said.textContent = panel.firstElementChild.textContent;
};

// ---- picking up, letting go, putting down

const pickUp = async (cell, pointer = null) => {
  if (busy || held || !(await learn()) || held) return false;
  const place = placeOf(cell);
  const values = { n: nameOf(place.clerk), p: postOf(cell), d: dayOf(place.period) };
  const refused = facts.periods[place.period].over ? "over" : cell.hasAttribute("data-locked") ? "locked" : cell.dataset.post === "0" ? "nothing" : "";
  if (refused) {
    said.textContent = say(refused, values);
    panel.className = "board-says is-no";
    panel.firstElementChild.textContent = said.textContent;
    panel.hidden = false;
    setTimeout(() => { if (!held) panel.hidden = true; }, 3000);
    return false;
  }
  held = { cell, place, grid: grid(), over: null, pointer, ghost: null };
  table().classList.add("is-moving");
  cell.classList.add("is-held");
  markAll();
  said.textContent = say("held", values);
  if (pointer) {
    held.ghost = document.createElement("div");
    held.ghost.className = "board-ghost";
    held.ghost.append(...[cell.querySelector(".post-no")?.cloneNode(true), `${values.p} · ${values.n}`].filter(Boolean));
    document.body.append(held.ghost);
  } else {
    cell.focus();
  }
  return true;
};

const letGo = (tell = true) => {
  if (!held) return;
  held.ghost?.remove();
  for (const cell of table().querySelectorAll("a.cell")) cell.classList.remove("is-held", "is-over", "drop-yes", "drop-caution", "drop-no");
  table().classList.remove("is-moving");
  panel.hidden = true;
  held = null;
  if (tell) said.textContent = say("let-go");
};

const putDown = (cell) => {
  if (!cell || cell === held.cell) { letGo(); return; }
  const [from, to] = [held.place, placeOf(cell)];
  const { kind, text } = judged(to);
  if (kind === "no") {
    said.textContent = text;
    // By hand it stays in the hand, so that another place can be tried; the pointer has let go already.
    if (held.pointer) { letGo(false); panel.className = "board-says is-no"; panel.hidden = false; panel.firstElementChild.textContent = text; setTimeout(() => { if (!held) panel.hidden = true; }, 4000); }
    return;
  }
  const number = (period) => facts.periods[period].number;
  const cells = [`${number(to.period)}:${to.user}:${held.cell.dataset.post}`, `${number(from.period)}:${from.user}:${cell.dataset.post === "0" ? "" : cell.dataset.post}`];
  letGo(false);
  const body = new FormData(form);
  body.append("seen", live().dataset.revision);
  for (const each of cells) body.append("cell", each);
  send(form.action, body, to);
};

// ---- saving

const send = async (address, body, focus = null) => {
  if (busy) return;
  busy = true;
  said.textContent = say("saving");
  live().classList.add("is-busy");
  try {
    const answer = await fetch(address, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok || !page.getElementById("board-live")) throw new Error(String(answer.status));
    show(page, focus);
  } catch {
    live().classList.remove("is-busy");
    said.textContent = say("failed");
    panel.className = "board-says is-no";
    panel.firstElementChild.textContent = said.textContent;
    panel.hidden = false;
  } finally {
    busy = false;
  }
};

const show = (page, focus) => {
  const wrap = live().querySelector(".board-wrap");
  const [left, top] = [wrap?.scrollLeft ?? 0, wrap?.scrollTop ?? 0];
  const here = focus ?? (document.activeElement?.matches?.("a.cell") ? placeOf(document.activeElement) : null);
  live().replaceWith(document.adoptNode(page.getElementById("board-live")));
  panel.hidden = true;
  document.querySelector("main > .messages")?.remove();
  const messages = page.querySelector("main > .messages");
  if (messages) document.getElementById("main").prepend(document.adoptNode(messages));
  said.textContent = messages?.textContent.trim() ?? "";
  begin();
  const fresh = live().querySelector(".board-wrap");
  if (fresh) { fresh.scrollLeft = left; fresh.scrollTop = top; }
  if (here) focusOn(cellAt(here.clerk, here.period));
};

// ---- by keyboard: one stop of the tabulator, then arrows

const stops = () => [...table().tBodies[0].querySelectorAll("a")];
const focusOn = (stop) => {
  if (!stop) return;
  for (const each of table().querySelectorAll("tbody a[tabindex='0']")) each.tabIndex = -1;
  stop.tabIndex = 0;
  stop.focus({ preventScroll: false });
};
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -Infinity], End: [0, Infinity] };

const onKey = (event) => {
  const stop = event.target.closest("tbody a");
  if (!stop || event.ctrlKey || event.metaKey || event.altKey) return;
  const cell = stop.matches("a.cell") ? stop : null;
  if (STEPS[event.key]) {
    event.preventDefault();
    const [down, across] = STEPS[event.key];
    const at = stop.closest("td, th");
    const rows = rowsOf();
    const row = rows[Math.min(Math.max(at.parentElement.sectionRowIndex + down, 0), rows.length - 1)];
    const first = held ? 1 : 0;
    const next = row.cells[Math.min(Math.max(at.cellIndex + across, first), row.cells.length - 1)].querySelector("a");
    focusOn(next);
    if (held) over(next);
  } else if (event.key === " " && cell) {
    event.preventDefault();
    if (held) putDown(cell);
    else pickUp(cell);
  } else if (event.key === "Enter" && held && cell) {
    event.preventDefault();
    putDown(cell);
  }
};

// ---- by mouse and finger

const cellUnder = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest?.("#board a.cell") ?? null;

const start = async () => {
  const { cell, id } = press;
  press.began = true;
  if (!(await pickUp(cell, id))) { press = null; return; }
  // Let go while the facts were on their way.
  if (!press || press.id !== id) { letGo(); return; }
  follow(press.last);
};

const follow = (event) => {
  if (!held?.ghost) return;
  held.ghost.style.translate = `${event.clientX + 12}px ${event.clientY + 12}px`;
  over(cellUnder(event));
  const wrap = table().closest(".board-wrap");
  const box = wrap.getBoundingClientRect();
  if (event.clientX > box.right - EDGE) wrap.scrollLeft += 16;
  else if (event.clientX < box.left + EDGE + 80) wrap.scrollLeft -= 16;
  if (event.clientY > Math.min(box.bottom, innerHeight) - EDGE) { wrap.scrollTop += 16; scrollBy(0, 8); }
  else if (event.clientY < Math.max(box.top, 0) + EDGE + 80) { wrap.scrollTop -= 16; if (box.top < 0) scrollBy(0, -8); }
};

const onDown = (event) => {
  const cell = event.target.closest("a.cell");
  if (!cell || event.button || busy || (held && !held.pointer)) return;
  press = { cell, id: event.pointerId, x: event.clientX, y: event.clientY, last: event, touch: event.pointerType !== "mouse", began: false };
  if (press.touch) press.timer = setTimeout(() => { if (press && !press.began) start(); }, LONG);
};

const forget = () => { clearTimeout(press?.timer); press = null; };

document.addEventListener("pointermove", (event) => {
  if (!press || event.pointerId !== press.id) return;
  press.last = event;
  const far = Math.hypot(event.clientX - press.x, event.clientY - press.y) > FAR;
  if (press.began) follow(event);
  else if (far && press.touch) forget(); // a finger that moves at once scrolls
  else if (far) start();
});
document.addEventListener("pointerup", (event) => {
  if (!press || event.pointerId !== press.id) return;
  const dragged = press.began;
  forget();
  if (!dragged) return;
  justDragged = true;
  setTimeout(() => { justDragged = false; }, 0);
  if (held?.pointer) putDown(cellUnder(event));
});
document.addEventListener("pointercancel", () => { forget(); if (held?.pointer) letGo(); });
// Once something is in the hand, the finger moves it and not the page.
document.addEventListener("touchmove", (event) => { if (held?.pointer) event.preventDefault(); }, { passive: false });
document.addEventListener("contextmenu", (event) => { if (press?.touch && event.target.closest?.("a.cell")) event.preventDefault(); });
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("#board")) event.preventDefault(); });

// ---- a cell beside the board

const openCell = async (cell) => {
  try {
    const answer = await fetch(cell.href);
    const sheet = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("cell");
    if (!answer.ok || !sheet) throw new Error(String(answer.status));
    document.getElementById("board-cell").replaceChildren(document.adoptNode(sheet));
    const move = dialog.querySelector(".cell-move");
    if (move) {
      move.hidden = false;
      move.addEventListener("click", () => { dialog.close(); pickUp(cell); });
    }
    dialog.querySelector(".choices-of-cell ~ .actions a")?.remove();
    dialog.showModal();
  } catch {
    location.assign(cell.href);
  }
};
dialog?.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog?.addEventListener("close", () => document.getElementById("board-cell").replaceChildren());
dialog?.addEventListener("submit", (event) => {
  if (event.target.method !== "post") return;
  event.preventDefault();
  const body = new FormData(event.target, event.submitter);
  body.set("seen", live().dataset.revision);
  dialog.close();
  send(event.target.action, body);
});

// ---- undo

document.addEventListener("submit", (event) => {
  if (event.target.id !== "board-undo") return;
  event.preventDefault();
  send(event.target.action, new FormData(event.target));
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && held) { event.preventDefault(); const { cell } = held; letGo(); focusOn(cell); return; }
  if (event.key.toLowerCase() !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || dialog.open) return;
  if (event.target.closest("input, textarea, select")) return;
  const button = document.querySelector("#board-undo button:not(:disabled)");
  if (!button) return;
  event.preventDefault();
  button.form.requestSubmit(button);
});

const begin = () => {
  if (!table()) return;
  table().setAttribute("role", "grid");
  stops().forEach((stop, number) => { stop.tabIndex = number ? -1 : 0; });
  table().addEventListener("keydown", onKey);
  table().addEventListener("pointerdown", onDown);
  table().addEventListener("click", (event) => {
    const cell = event.target.closest("a.cell");
    if (!cell || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (justDragged) return;
    if (held) putDown(cell);
    else { focusOn(cell); openCell(cell); }
  });
  table().addEventListener("focusin", (event) => { const stop = event.target.closest("tbody a"); if (stop && stop.tabIndex) focusOn(stop); });
  const how = document.querySelector(".board-how-drag");
  if (how) how.hidden = false;
};

begin();
if (table()) (window.requestIdleCallback ?? setTimeout)(learn);
