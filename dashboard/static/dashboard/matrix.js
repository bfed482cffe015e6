// Without this the form is sent by its button and a cell opens a page. With it the table follows the slider and the
// filters where it stands, and a cell opens beside the table.

const form = document.getElementById("matrix-form");
const said = document.getElementById("matrix-said");
const dialog = document.getElementById("matrix-dialog");
const live = () => document.getElementById("matrix-live");
const days = form.dataset.days.split(" ");
const most = Number(form.dataset.most);
const slider = form.elements.months;
let running = null;
let waiting = 0;

const fetched = async (address, signal) => {
  const answer = await fetch(address, { signal });
  if (!answer.ok || answer.redirected) throw new Error(`${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

const address = () => {
  const asked = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value && !["months", "shown"].includes(name)) asked.append(name, value);
  }
  return `${location.pathname}?${asked}`;
};

const show = async (where, keep = true) => {
  running?.abort();
  running = new AbortController();
  live().classList.add("is-busy");
  try {
    const page = await fetched(where, running.signal);
    const fresh = page.getElementById("matrix-live");
    if (!fresh) throw new Error("another page");
    const scroll = live().querySelector(".table-wrap")?.scrollLeft ?? 0;
    live().replaceWith(document.adoptNode(fresh));
    const wrap = live().querySelector(".table-wrap");
    if (wrap) wrap.scrollLeft = scroll;
    if (keep) history.replaceState(null, "", where);
    said.textContent = document.getElementById("matrix-day").textContent;
  } catch (fault) {
    if (fault.name === "AbortError") return;
    live().classList.remove("is-busy");
    said.classList.remove("visually-hidden");
    said.textContent = said.dataset.failed;
  }
};

const soon = (wait) => {
  clearTimeout(waiting);
  waiting = setTimeout(() => show(address()), wait);
};

slider.addEventListener("input", () => {
  form.elements.on.value = days[Number(slider.value) + most];
  soon(150);
});
form.addEventListener("change", (event) => {
  if (event.target === form.elements.on) {
    // The slider goes along to the nearest month.
    const day = Date.parse(event.target.value);
    if (Number.isNaN(day)) return;
    const far = days.map((each) => Math.abs(Date.parse(each) - day));
    slider.value = far.indexOf(Math.min(...far)) - most;
  }
  // Another hall has other posts to choose from: that is another page.
  if (event.target.name === "hall") { location.assign(address()); return; }
  if (event.target !== slider) soon(0);
});
form.addEventListener("input", (event) => { if (event.target.name === "q") soon(350); });
form.addEventListener("submit", (event) => { event.preventDefault(); soon(0); });

// A cell, wherever the table came from.
document.addEventListener("submit", async (event) => {
  if (!event.target.classList.contains("matrix-cells") || !event.submitter) return;
  event.preventDefault();
  const asked = new URLSearchParams(new FormData(event.target, event.submitter));
  const where = `${event.target.action}?${asked}`;
  try {
    const proof = (await fetched(where)).getElementById("proof");
    document.getElementById("matrix-proof").replaceChildren(document.adoptNode(proof));
    dialog.showModal();
  } catch {
    location.assign(where);
  }
});
// A press beside the sheet closes it; what is shown ends with it, so that no name is there twice.
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
dialog.addEventListener("close", () => document.getElementById("matrix-proof").replaceChildren());
