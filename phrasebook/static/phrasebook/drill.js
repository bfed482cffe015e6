// Does the drills marked data-drill, one exercise after the other. How far one is stays on the device until all is done;
// what is recorded never leaves the page. phrasebook/drills.py marks the answers: the right ones are not taken from here.
(() => {
  const words = document.getElementById("drill-parts");
  if (!words) return;
  const NAMES = ["listen", "order", "order-en", "courtesy"];
  const MODELS = ["audio", "audio-slow", "audio-en", "audio-en-slow"];
  const TRIES_BEFORE_HINT = 2;

  const make = (tag, css, ...inside) => {
    const element = document.createElement(tag);
    if (css) element.className = css;
    element.append(...inside.filter(Boolean));
    return element;
  };
  const icon = (name) => {
    const drawn = words.content.querySelector("svg").cloneNode(true);
    const use = drawn.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return drawn;
  };
  const word = (name) => {
    const part = words.content.querySelector(`[data-part="${name}"]`).cloneNode(true);
    if (part.dataset.icon) part.prepend(icon(part.dataset.icon));
    if (part.dataset.iconAfter) part.append(icon(part.dataset.iconAfter));
    part.removeAttribute("data-part");
    part.classList.add("drill-word");
    return part;
  };
  const button = (css, name, press) => {
    const element = make("button", `btn ${css}`, typeof name === "string" ? word(name) : name);
    element.type = "button";
    element.addEventListener("click", press);
    return element;
  };
  const inLanguage = (element, english) => Object.assign(element, { lang: english ? "en" : "zh-Hans" });
  const status = () => {
    const line = make("p", "drill-status");
    line.setAttribute("role", "status");
    return line;
  };
  const modelsOf = (exercise) => MODELS.filter((name) => exercise.item.getAttribute(`data-${name}`));
  const isEnglish = (text) => !/[\u3400-\u9fff]/.test(text);

  class Drill {
    constructor(section) {
      this.section = section;
      // The button for those without this script knows where it is kept.
      this.button = section.querySelector("[formaction]");
      this.key = `drill:${section.dataset.drill}`;
      this.list = section.querySelector(".drill-phrases");
      this.exercises = [...this.list.children].flatMap((item) => NAMES
        .filter((name) => item.getAttribute(`data-${name}`))
        .map((name) => ({ item, name, phrase: item.dataset.phrase, server: name.replace("-", "_") })));
      this.answers = this.remembered();
      this.desk = make("div", "drill-desk");
      this.list.hidden = true;
      this.list.after(this.desk);
      if (section.hasAttribute("data-finished")) this.over(false);
      else this.next(false);
    }

    remembered() {
      try { return JSON.parse(localStorage.getItem(this.key)) ?? {}; } catch { return {}; }
    }

    remember() {
      try { localStorage.setItem(this.key, JSON.stringify(this.answers)); } catch { /* for this page only */ }
    }

    forget() {
      this.answers = {};
      try { localStorage.removeItem(this.key); } catch { /* there was nothing */ }
    }

    isDone(exercise) {
      return Boolean(this.answers[exercise.phrase]?.[exercise.server]);
    }

    keep(exercise, answer, tries = 1) {
      (this.answers[exercise.phrase] ??= {})[exercise.server] = { answer, tries };
      this.remember();
    }

    next(byPress = true) {
      const place = this.exercises.findIndex((exercise) => !this.isDone(exercise));
      if (place < 0) { this.finish(byPress); return; }
      const exercise = this.exercises[place];
      const bar = make("progress", "bar");
      Object.assign(bar, { max: this.exercises.length, value: place });
      const where = word("place").textContent.replace("{n}", place + 1).replace("{m}", this.exercises.length);
      bar.setAttribute("aria-label", where);
      const asks = exercise.name === "listen" && !modelsOf(exercise).length ? "read" : exercise.name;
      const title = make("p", "drill-ask", word(asks));
      title.tabIndex = -1;
      const body = { listen: Listening, order: Ordering, "order-en": Ordering, courtesy: Choosing }[exercise.name];
      this.desk.replaceChildren(make("p", "meta", where), bar, title, new body(this, exercise).element);
      if (byPress) { title.focus({ preventScroll: true }); this.section.scrollIntoView({ block: "nearest" }); }
    }

    canRecord() {
      return Boolean(navigator.mediaDevices?.getUserMedia && window.MediaRecorder && window.AudioContext);
    }

    onward() {
      return button("btn-primary", "next", () => this.next());
    }

    async send(address, body) {
      try {
        const answer = await fetch(address, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "X-Requested-With": "fetch",
            "X-CSRFToken": this.button.form.elements.csrfmiddlewaretoken.value,
          },
          body: JSON.stringify(body),
        });
        return answer.redirected ? null : await answer.json();
      } catch { return null; } // the network is gone, or somebody was signed out
    }

    async mark(exercise, answer) {
      return this.send(this.section.dataset.try, { phrase: exercise.phrase, exercise: exercise.server, answer });
    }

    async finish(byPress) {
      const done = await this.send(this.button.formAction, { answers: this.answers });
      if (done?.done) {
        this.forget();
        document.dispatchEvent(new CustomEvent("lesson:done", { detail: { block: done.done } }));
        this.over(byPress);
        return;
      }
      const line = status();
      line.append(done?.message ?? word("unsaved"));
      // What was refused may be another drill by now: then it is done anew.
      const again = done?.message ? button("", "replay", () => this.restart()) : button("", "resend", () => this.finish(true));
      this.desk.replaceChildren(line, again);
    }

    over(byPress) {
      const title = make("p", "drill-ask drill-over", word("over"));
      title.tabIndex = -1;
      this.list.hidden = false;
      this.desk.replaceChildren(title, button("", "replay", () => this.restart()));
      if (byPress) title.focus();
    }

    restart() {
      this.forget();
      this.list.hidden = true;
      this.next();
    }
  }

  // The sentence to be said, with its recordings; one records oneself and compares.
  class Listening {
    constructor(drill, exercise) {
      Object.assign(this, { drill, exercise });
      this.models = modelsOf(exercise);
      const card = exercise.item.firstElementChild.cloneNode(true);
      for (const player of card.querySelectorAll("audio, video, button")) player.remove();
      this.line = status();
      const judge = make("div", "actions",
        button("btn-primary", this.models.length ? "like" : "read-well", () => this.judged("like")),
        button("", "once-more", () => this.judged("again")));
      const models = this.models.length && make("div", "actions", ...this.models.map((name) => button("", name, () => this.play(name))));
      this.tools = make("div", "drill-tools");
      this.element = make("div", "drill-exercise", card, models, this.tools, this.line, judge);
      if (drill.canRecord()) this.offer();
      else this.line.append(word("no-microphone"));
    }

    judged(answer) {
      this.stop();
      this.stream?.getTracks().forEach((track) => track.stop());
      this.context?.close();
      this.drill.keep(this.exercise, answer);
      this.drill.next();
    }

    url(name) {
      return this.exercise.item.getAttribute(`data-${name}`);
    }

    play(name) {
      this.player?.pause();
      this.player = new Audio(this.url(name));
      this.heard = name;
      this.player.play().catch(() => {});
      if (this.mine) this.draw();
      return this.player;
    }

    offer() {
      this.tools.replaceChildren(make("p", "muted drill-local", word("local")), button("", "record", () => this.record()));
    }

    async record() {
      try {
        this.context ??= new AudioContext();
        this.stream ??= await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        this.tools.replaceChildren();
        this.line.replaceChildren(word("no-microphone"));
        return;
      }
      const heard = [];
      this.recorder = new MediaRecorder(this.stream);
      this.recorder.addEventListener("dataavailable", (event) => heard.push(event.data));
      this.recorder.addEventListener("stop", async () => {
        clearTimeout(this.limit);
        this.mine = await this.context.decodeAudioData(await new Blob(heard).arrayBuffer()).catch(() => null);
        if (this.mine) this.compare();
        else this.offer();
      });
      this.recorder.start();
      this.limit = setTimeout(() => this.stop(), 30_000);
      this.line.replaceChildren(word("recording"));
      const stop = button("btn-primary", "stop", () => this.stop());
      this.tools.replaceChildren(stop);
      stop.focus();
    }

    stop() {
      if (this.recorder?.state === "recording") this.recorder.stop();
    }

    compare() {
      this.line.replaceChildren(word("recorded"));
      this.waves = make("div", "drill-waves");
      const listen = button("", "mine", () => this.playMine());
      const both = this.models.length && button("", "both", () => {
        this.play(this.heard ?? this.models[0]).addEventListener("ended", () => this.playMine(), { once: true });
      });
      this.tools.replaceChildren(this.waves, make("div", "actions", listen, both, button("", "record", () => this.record())));
      listen.focus();
      this.draw();
    }

    playMine() {
      const source = this.context.createBufferSource();
      source.buffer = this.mine;
      source.connect(this.context.destination);
      source.start(0, onset(this.mine));
    }

    // Both begin where the voice begins, on one scale of time.
    async draw() {
      const model = this.models.length ? await this.model(this.heard ?? this.models[0]) : null;
      const both = [["model-wave", model], ["my-wave", this.mine]].filter(([, sound]) => sound);
      const seconds = Math.max(...both.map(([, sound]) => sound.duration - onset(sound)));
      this.waves.replaceChildren(...both.map(([name, sound]) => {
        const canvas = make("canvas", `wave wave-${name}`);
        canvas.setAttribute("role", "img");
        canvas.setAttribute("aria-label", word(name).textContent);
        return make("div", "drill-wave", make("span", "muted", word(name)), canvas);
      }));
      both.forEach(([, sound], place) => drawWave(this.waves.children[place].lastElementChild, sound, seconds));
    }

    async model(name) {
      try {
        const bytes = await (await fetch(this.url(name))).arrayBuffer();
        return await this.context.decodeAudioData(bytes);
      } catch { return null; }
    }
  }

  // The second at which the voice begins: where the energy of 20 ms first passes a tenth of the loudest.
  function onset(sound) {
    const loudness = energies(sound, Math.round(sound.sampleRate * 0.02));
    const least = Math.max(...loudness) * 0.1;
    return Math.max(0, loudness.findIndex((energy) => energy >= least)) * 0.02;
  }

  function energies(sound, size, from = 0) {
    const samples = sound.getChannelData(0);
    const found = [];
    for (let start = from; start < samples.length; start += size) {
      let sum = 0;
      const end = Math.min(start + size, samples.length);
      for (let at = start; at < end; at += 1) sum += samples[at] * samples[at];
      found.push(Math.sqrt(sum / (end - start)));
    }
    return found;
  }

  function drawWave(canvas, sound, seconds) {
    const scale = devicePixelRatio || 1;
    const width = canvas.clientWidth * scale, height = canvas.clientHeight * scale;
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d");
    pen.fillStyle = getComputedStyle(canvas).color;
    const step = 3 * scale;
    const size = Math.max(1, Math.round(seconds * sound.sampleRate / (width / step)));
    const loudness = energies(sound, size, Math.round(onset(sound) * sound.sampleRate));
    const loudest = Math.max(...loudness, 1e-6);
    loudness.forEach((energy, place) => {
      const tall = Math.max(scale, energy / loudest * height * 0.95);
      pen.fillRect(place * step, (height - tall) / 2, step - scale, tall);
    });
  }

  // Pieces are placed one after the other; a placed one is taken back by choosing it.
  class Ordering {
    constructor(drill, exercise) {
      Object.assign(this, { drill, exercise, tries: 0, placed: [] });
      const english = exercise.name === "order-en";
      this.left = exercise.item.getAttribute(`data-${exercise.name}`).split("\n").map((text, id) => ({ text, id }));
      this.english = english;
      const card = exercise.item.firstElementChild;
      const meaning = card.querySelector(english ? ".zh" : ".en").textContent;
      this.right = card.querySelector(english ? ".en" : ".zh").textContent;
      this.mine = this.row("mine-so-far", "drill-placed");
      this.pool = this.row("pieces", "drill-pool");
      this.line = status();
      this.foot = make("div", "actions");
      this.element = make("div", "drill-exercise", inLanguage(make("p", "drill-meaning", meaning), !english),
        make("p", "muted", word("none")), this.mine, this.pool, this.line, this.foot);
      this.show();
    }

    row(name, css) {
      const row = make("div", `drill-row ${css}`);
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", word(name).textContent);
      return row;
    }

    show() {
      this.mine.replaceChildren(...this.placed.map((piece) => this.chip(piece, () => this.takeBack(piece))));
      this.pool.replaceChildren(...this.left.map((piece) => this.chip(piece, () => this.place(piece))));
    }

    chip(piece, press) {
      return inLanguage(button("chip", document.createTextNode(piece.text), press), this.english);
    }

    place(piece) {
      const place = this.left.indexOf(piece);
      this.left.splice(place, 1);
      this.placed.push(piece);
      this.show();
      (this.pool.children[Math.min(place, this.left.length - 1)] ?? this.mine.lastElementChild).focus();
      if (!this.left.length) this.check();
    }

    takeBack(piece) {
      if (this.isRight) return;
      this.placed.splice(this.placed.indexOf(piece), 1);
      this.left.push(piece);
      this.line.replaceChildren();
      this.show();
      this.pool.lastElementChild.focus();
    }

    async check() {
      const answer = this.placed.map((piece) => piece.text);
      const marked = await this.drill.mark(this.exercise, answer);
      if (!marked || marked.message) {
        this.line.replaceChildren(marked?.message ?? word("unsaved"), " ", button("", "resend", () => this.check()));
        return;
      }
      this.tries += 1;
      this.isRight = marked.right;
      this.line.replaceChildren(word(marked.right ? "right" : "wrong"));
      if (marked.right) {
        this.drill.keep(this.exercise, answer, this.tries);
        this.mine.classList.add("is-right");
        const on = this.drill.onward();
        this.foot.replaceChildren(on);
        on.focus();
      } else if (this.tries >= TRIES_BEFORE_HINT) {
        this.line.append(" ", word("hint"), " ", inLanguage(make("b", "", this.right), this.english));
      }
    }
  }

  // The courteous wording beside others.
  class Choosing {
    constructor(drill, exercise) {
      Object.assign(this, { drill, exercise, tries: 0 });
      const notes = [...exercise.item.querySelectorAll(".entry-note")].map((note) => note.cloneNode(true));
      this.notes = make("div", "drill-notes", ...notes);
      this.notes.hidden = true;
      this.options = exercise.item.getAttribute("data-courtesy").split("\n").map((text) => {
        const option = inLanguage(button("scene-option", document.createTextNode(text), () => this.choose(option, text)), isEnglish(text));
        return option;
      });
      this.line = status();
      this.foot = make("div", "actions");
      this.element = make("div", "drill-exercise", make("div", "scene-options", ...this.options), this.line, this.notes, this.foot);
    }

    async choose(option, text) {
      if (this.isRight || option.getAttribute("aria-disabled")) return;
      const marked = await this.drill.mark(this.exercise, text);
      if (!marked || marked.message) {
        this.line.replaceChildren(marked?.message ?? word("unsaved"));
        return;
      }
      this.tries += 1;
      this.isRight = marked.right;
      this.notes.hidden = false;
      this.line.replaceChildren(word(marked.right ? "right" : "wrong-wording"));
      option.classList.add(marked.right ? "is-right" : "is-wrong");
      if (!marked.right) { option.setAttribute("aria-disabled", "true"); return; }
      this.drill.keep(this.exercise, text, this.tries);
      const on = this.drill.onward();
      this.foot.replaceChildren(on);
      on.focus();
    }
  }

  for (const section of document.querySelectorAll("[data-drill]")) new Drill(section);
})();
