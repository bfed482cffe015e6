// Building a sentence: the drop-downs of the page without a script become tiles that are tapped into a line and back.
// The drop-downs stay, out of sight: they carry the answer, and whoever restores one writes into them.

const isWord = (text) => /^[\p{Script=Latin}\p{Number}]/u.test(text);

const spoken = (pieces) => pieces.reduce((said, piece) => {
  const gap = /[\p{Script=Latin}\p{Number},.;:!?)]$/u.test(said) && isWord(piece) ? " " : "";
  return said + gap + piece;
}, "");

const zone = (className, label) => {
  const made = document.createElement("div");
  made.className = className;
  made.setAttribute("role", "group");
  made.setAttribute("aria-label", label);
  return made;
};

const begin = (root) => {
  const text = root.dataset;
  const question = root.closest("fieldset.quiz-question");
  const rows = [...root.querySelectorAll("li")];
  const line = zone("quiz-line", text.textLine);
  const bank = zone("quiz-bank", text.textBank);
  const live = document.createElement("p");
  live.className = "visually-hidden";
  live.setAttribute("aria-live", "polite");
  const again = document.createElement("button");
  again.type = "button";
  again.className = "btn btn-quiet quiz-again";
  again.textContent = text.textAgain;
  root.querySelector(".quiz-how").textContent = text.textHow;
  root.querySelector("ul").hidden = true;
  root.append(line, bank, again, live);

  const tiles = rows.map((row) => {
    const tile = document.createElement("button");
    tile.type = "button";
    tile.className = "btn quiz-tile";
    tile.lang = "zh-Hans";
    tile.textContent = row.querySelector(".quiz-step").textContent;
    return tile;
  });
  const field = (tile) => rows[tiles.indexOf(tile)].querySelector("select");
  const placed = () => [...line.children];

  const draw = () => { again.hidden = !placed().length; };

  // From the fields to the tiles: after a reload or when an answer came from elsewhere.
  const fromFields = () => {
    const place = (tile) => Number(field(tile).value);
    line.append(...tiles.filter(place).sort((one, other) => place(one) - place(other)));
    bank.append(...tiles.filter((tile) => !place(tile)));
    draw();
  };

  const toFields = () => {
    for (const tile of tiles) field(tile).value = "";
    placed().forEach((tile, place) => { field(tile).value = String(place + 1); });
    draw();
    for (const name of ["input", "change"]) field(tiles[0]).dispatchEvent(new Event(name, { bubbles: true }));
    const words = placed().map((tile) => tile.textContent);
    live.textContent = words.length ? text.textNow.replace("%s", spoken(words)) : text.textEmpty;
  };

  // Where the keyboard goes on: to the tile that took the place of the one that left, else to that one itself.
  const goOn = (from, place, tile) => (from.children[Math.min(place, from.children.length - 1)] ?? tile).focus();

  const toggle = (tile) => {
    const from = tile.parentElement;
    const place = [...from.children].indexOf(tile);
    if (from === bank) line.append(tile);
    else bank.append(...tiles.filter((one) => one === tile || one.parentElement === bank));
    toFields();
    goOn(from, place, tile);
  };

  const shift = (tile, by) => {
    const other = by < 0 ? tile.previousElementSibling : tile.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(tile);
    else other.after(tile);
    toFields();
    tile.focus();
  };

  for (const tile of tiles) {
    tile.addEventListener("click", () => toggle(tile));
    tile.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (!by || tile.parentElement !== line) return;
      event.preventDefault();
      shift(tile, by);
    });
  }
  again.addEventListener("click", () => {
    bank.append(...tiles);
    toFields();
    tiles[0].focus();
  });
  question?.addEventListener("quiz:written", fromFields);
  root.classList.add("is-live");
  fromFields();
};

document.querySelectorAll(".quiz-build:not(.is-live)").forEach(begin);
