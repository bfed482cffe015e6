// Putting steps in order: the drop-downs of the page without a script become rows that are moved by hand, by arrows or
// by dragging. The drop-downs stay, out of sight: they carry the answer, and whoever restores one writes into them.

const EDGE = 96;
const STEP = 12;

const icon = (sprite, name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${sprite}#${name}`);
  svg.append(use);
  return svg;
};

const button = (className, label, content) => {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  if (label) made.setAttribute("aria-label", label);
  made.append(content);
  return made;
};

const begin = (root) => {
  const text = root.dataset;
  const list = root.querySelector("ol");
  const question = root.closest("fieldset.quiz-question");
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  const how = document.createElement("p");
  how.className = "quiz-how";
  how.textContent = text.textHow;
  const keep = button("btn btn-quiet quiz-keep", "", text.textKeep);
  root.prepend(how);
  root.append(keep, live);

  const rows = () => [...list.children];
  const field = (row) => row.querySelector("select");
  const words = (row) => row.querySelector(".quiz-step").textContent;

  const draw = () => {
    const all = rows();
    const numbered = all.some((row) => field(row).value);
    root.classList.toggle("is-numbered", numbered);
    keep.hidden = numbered;
    all.forEach((row, place) => {
      row.querySelector(".quiz-number").textContent = numbered ? place + 1 : "–";
      row.querySelector("[data-by='-1']").setAttribute("aria-disabled", String(place === 0));
      row.querySelector("[data-by='1']").setAttribute("aria-disabled", String(place === all.length - 1));
    });
  };

  // From the fields to the rows: after a reload or when an answer came from elsewhere.
  const fromFields = () => {
    const place = (row) => Number(field(row).value) || Infinity;
    const sorted = rows().map((row, shown) => [row, shown]).sort(([one, a], [other, b]) => place(one) - place(other) || a - b);
    for (const [row] of sorted) list.append(row);
    draw();
  };

  const toFields = () => {
    rows().forEach((row, place) => { field(row).value = String(place + 1); });
    draw();
    for (const name of ["input", "change"]) field(list.firstElementChild).dispatchEvent(new Event(name, { bubbles: true }));
  };

  const tell = (row) => {
    const place = rows().indexOf(row) + 1;
    live.textContent = text.textMoved.replace("%s", words(row)).replace("%n", place).replace("%m", rows().length);
  };

  const move = (row, by) => {
    const other = rows()[rows().indexOf(row) + by];
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    toFields();
    tell(row);
  };

  for (const row of rows()) {
    const number = document.createElement("span");
    number.className = "quiz-number num";
    number.setAttribute("aria-hidden", "true");
    const grip = document.createElement("span");
    grip.className = "quiz-grip";
    grip.setAttribute("aria-hidden", "true");
    row.prepend(number);
    row.append(grip);
    for (const [by, label, name] of [[-1, text.textUp, "chevron-up"], [1, text.textDown, "chevron-down"]]) {
      const arrow = button(`btn quiz-arrow is-${name}`, label.replace("%s", words(row)), icon(text.sprite, "chevron-down"));
      arrow.dataset.by = by;
      grip.before(arrow);
      arrow.addEventListener("click", () => {
        move(row, by);
        arrow.focus();
      });
      arrow.addEventListener("keydown", (event) => {
        const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
        if (!step) return;
        event.preventDefault();
        move(row, step);
        arrow.focus();
      });
    }
    field(row).hidden = true;
    grip.addEventListener("pointerdown", (event) => drag(row, grip, event));
  }

  // The row follows the pointer and changes places with each neighbour whose middle it has passed.
  const drag = (row, grip, down) => {
    if (down.button) return;
    down.preventDefault();
    grip.setPointerCapture(down.pointerId);
    let from = down.pageY;
    let moved = false;
    row.classList.add("is-dragged");
    const follow = (event) => {
      // Near the edge of the screen the page goes along.
      if (event.clientY < EDGE) window.scrollBy(0, -STEP);
      if (event.clientY > window.innerHeight - EDGE) window.scrollBy(0, STEP);
      row.style.transform = `translateY(${event.pageY - from}px)`;
      const box = row.getBoundingClientRect();
      const middle = box.top + box.height / 2;
      for (const [other, goes] of [[row.previousElementSibling, -1], [row.nextElementSibling, 1]]) {
        if (!other) continue;
        const there = other.getBoundingClientRect();
        const passed = goes < 0 ? middle < there.top + there.height / 2 : middle > there.top + there.height / 2;
        if (!passed) continue;
        const before = row.offsetTop;
        // The neighbour moves, not the row: an element taken out of the page loses its pointer.
        if (goes < 0) row.after(other);
        else row.before(other);
        from += row.offsetTop - before;
        row.style.transform = `translateY(${event.pageY - from}px)`;
        moved = true;
        return;
      }
    };
    const drop = () => {
      grip.removeEventListener("pointermove", follow);
      row.classList.remove("is-dragged");
      row.style.transform = "";
      if (!moved) return;
      toFields();
      tell(row);
    };
    grip.addEventListener("pointermove", follow);
    for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, drop, { once: true });
  };

  keep.addEventListener("click", () => {
    toFields();
    list.querySelector(".quiz-arrow").focus();
  });
  question?.addEventListener("quiz:written", fromFields);
  root.classList.add("is-live");
  fromFields();
};

document.querySelectorAll(".quiz-order:not(.is-live)").forEach(begin);
