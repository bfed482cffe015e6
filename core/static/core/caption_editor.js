// Captions edited beside the clip: the list writes the field of the form, and the field is always the truth.
(() => {
  "use strict";

  const root = document.querySelector("[data-caption-editor]");
  const clip = document.querySelector("[data-clip]");
  const fields = [...document.querySelectorAll("textarea[data-captions]")];
  if (!root || !clip || !fields.length) return;

  const { read, write, readTime, writeTime } = window.xingchuangWebVTT;
  const list = root.querySelector("ol");
  const note = root.querySelector(".captions__note");
  const row = root.querySelector("template").content.firstElementChild;
  const track = clip.tagName === "VIDEO" ? clip.addTextTrack("captions") : null;
  const LENGTH = 3; // seconds of a new caption
  const LEAST = 0.1;
  const MOST_BYTES = 200000;

  let field = fields[0];
  let state = { head: [], cues: [], unreadable: 0 };

  const say = (name, facts = {}) => {
    note.textContent = root.dataset[name].replace(/\{(\w+)\}/g, (_, key) => facts[key]);
  };
  const now = () => Math.round(clip.currentTime * 1000) / 1000;
  const sort = () => state.cues.sort((one, other) => one.start - other.start);

  // From the field to the list

  function load() {
    state = read(field.value);
    const resting = state.unreadable > 0;
    for (const control of root.querySelectorAll("[data-add], [data-file]")) control.disabled = resting;
    list.hidden = resting;
    draw();
    if (resting) say("unreadable", { line: state.unreadable });
    else if (!state.cues.length) say("none");
    else note.textContent = "";
  }

  function draw() {
    list.replaceChildren(...state.cues.map(drawn));
    check();
    show();
  }

  function drawn(cue) {
    const item = row.cloneNode(true);
    item.querySelector("[data-start]").value = writeTime(cue.start);
    item.querySelector("[data-end]").value = writeTime(cue.end);
    item.querySelector("[data-text]").value = cue.text;
    return item;
  }

  // The words over the film, as readers will see them.
  function show() {
    if (!track) return;
    track.mode = "showing";
    for (const cue of [...(track.cues || [])]) track.removeCue(cue);
    for (const cue of state.cues) {
      if (cue.end > cue.start && cue.text.trim()) track.addCue(new VTTCue(cue.start, cue.end, cue.text));
    }
  }

  function check() {
    [...list.children].forEach((item, index) => {
      const cue = state.cues[index];
      const before = state.cues[index - 1];
      let fault = "";
      if (readTime(item.querySelector("[data-start]").value) === null) fault = "time";
      else if (readTime(item.querySelector("[data-end]").value) === null) fault = "time";
      else if (cue.end <= cue.start) fault = "order";
      else if (!cue.text.trim()) fault = "empty";
      else if (before && cue.start < before.end) fault = "before";
      item.querySelector("[data-number]").textContent = index + 1;
      item.querySelector("[data-fault]").textContent = fault ? root.dataset[fault] : "";
    });
  }

  // From the list to the field

  function keep() {
    field.value = write(state);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    check();
    show();
  }

  function redraw(focused, part) {
    sort();
    draw();
    keep();
    const item = list.children[state.cues.indexOf(focused)];
    if (item) item.querySelector(part).focus();
  }

  function add(start, end = start + LENGTH, text = "") {
    const next = state.cues.find((cue) => cue.start > start);
    const room = next ? Math.min(end, next.start) : end;
    const last = Number.isFinite(clip.duration) ? clip.duration : Infinity;
    const cue = { name: "", start, end: Math.max(start + LEAST, Math.min(room, last)), settings: "", text };
    state.cues.push(cue);
    redraw(cue, "[data-text]");
    return cue;
  }

  function addHere() {
    const cue = add(now());
    say("added", { number: state.cues.indexOf(cue) + 1, time: writeTime(cue.start) });
  }

  function remove(index) {
    const [gone] = state.cues.splice(index, 1);
    const next = state.cues[Math.min(index, state.cues.length - 1)];
    redraw(next, "[data-delete]");
    if (!next) root.querySelector("[data-add]").focus();
    if (gone) say("deleted", { number: index + 1 });
  }

  // At the moment of the clip when it lies inside the caption, else in its middle; the words at the caret.
  function split(index, item) {
    const cue = state.cues[index];
    const inside = now() > cue.start && now() < cue.end;
    const moment = inside ? now() : Math.round((cue.start + cue.end) * 500) / 1000;
    const words = item.querySelector("[data-text]");
    const caret = words.selectionStart > 0 && words.selectionStart < words.value.length ? words.selectionStart : null;
    const place = caret === null ? Math.ceil(words.value.length / 2) : caret;
    const second = { ...cue, name: "", start: moment, text: words.value.slice(place).trim() };
    cue.end = moment;
    cue.text = words.value.slice(0, place).trim();
    state.cues.push(second);
    redraw(second, "[data-text]");
    say("split", { number: index + 1, time: writeTime(moment) });
  }

  function listen(cue) {
    const stop = () => {
      if (clip.currentTime < cue.end && !clip.paused) return;
      clip.pause();
      clip.removeEventListener("timeupdate", stop);
    };
    clip.currentTime = cue.start;
    clip.addEventListener("timeupdate", stop);
    clip.play().catch(() => {});
  }

  function setTime(index, name, time) {
    const cue = state.cues[index];
    cue[name] = time;
    redraw(cue, `[data-${name}]`);
  }

  // What people do

  list.addEventListener("input", ({ target }) => {
    const index = [...list.children].indexOf(target.closest("li"));
    const cue = state.cues[index];
    const time = readTime(target.value);
    if (target.matches("[data-text]")) cue.text = target.value;
    else if (target.matches("[data-start]") && time !== null) cue.start = time;
    else if (target.matches("[data-end]") && time !== null) cue.end = time;
    keep();
  });

  list.addEventListener("change", ({ target }) => {
    const time = readTime(target.value);
    const index = [...list.children].indexOf(target.closest("li"));
    if (target.matches("[data-end]") && time !== null) target.value = writeTime(time);
    if (!target.matches("[data-start]") || time === null) return;
    target.value = writeTime(time);
    const cue = state.cues[index];
    sort();
    if (state.cues.indexOf(cue) !== index) redraw(cue, "[data-start]");
  });

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button) return;
    const item = button.closest("li");
    const index = [...list.children].indexOf(item);
    if (button.matches("[data-start-here]")) setTime(index, "start", now());
    else if (button.matches("[data-end-here]")) setTime(index, "end", now());
    else if (button.matches("[data-listen]")) listen(state.cues[index]);
    else if (button.matches("[data-split-here]")) split(index, item);
    else if (button.matches("[data-delete]")) remove(index);
  });

  list.addEventListener("keydown", (event) => {
    if (!event.ctrlKey || event.key !== "Enter" || !event.target.matches("[data-text]")) return;
    event.preventDefault();
    const cue = state.cues[[...list.children].indexOf(event.target.closest("li"))];
    if (now() > cue.start) cue.end = now();
    add(Math.max(now(), cue.end));
  });

  root.querySelector("[data-add]").addEventListener("click", addHere);
  root.querySelector("[data-play]").addEventListener("click", () => (clip.paused ? clip.play().catch(() => {}) : clip.pause()));

  root.querySelector("[data-file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (!file) return;
    if (file.size > MOST_BYTES) return say("tooLarge");
    const found = read(await file.text());
    if (!found.cues.length) return say("notRead");
    state = { ...found, unreadable: 0 };
    sort();
    draw();
    keep();
    return say("read", { count: found.cues.length });
  });

  for (const button of root.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => {
      field = fields.find((each) => each.dataset.captions === button.dataset.language) || field;
      for (const each of root.querySelectorAll("[data-language]")) {
        each.setAttribute("aria-pressed", String(each === button));
      }
      load();
    });
  }

  for (const each of fields) {
    each.addEventListener("input", () => each === field && load());
  }

  root.hidden = false;
  load();
})();
