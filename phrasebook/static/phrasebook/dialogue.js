// Plays the dialogues marked data-scene. The turns, the choices and what comes of them are read from the page, which
// shows them as a text to those without this script; phrasebook/scenes_play.py knows the same rules.
(() => {
  const PATIENCE = 3;
  const words = document.getElementById("scene-parts");
  if (!words) return;

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
    part.removeAttribute("data-part");
    part.classList.add("scene-word");
    return part;
  };
  const button = (css, inside, press) => {
    const element = make("button", `btn ${css}`, ...inside);
    element.type = "button";
    element.addEventListener("click", press);
    return element;
  };
  const said = (zh, en) => [
    Object.assign(make("span", "said-zh", zh), { lang: "zh-Hans" }),
    en && Object.assign(make("span", "turn-en", en), { lang: "en" }),
  ];
  const textOf = (element, css) => element.querySelector(`:scope > ${css}`)?.textContent ?? "";

  function read(section) {
    return [...section.querySelectorAll(".scene-text > li")].map((turn) => ({
      isClerk: turn.classList.contains("turn-clerk"),
      zh: textOf(turn, "p"),
      en: textOf(turn, ".turn-en"),
      picks: (turn.dataset.picks || "0").split(" ").map(Number),
      choices: new Map([...turn.querySelectorAll("[data-pick]")].map((choice) => [Number(choice.dataset.pick), {
        zh: textOf(choice, ".said"),
        en: textOf(choice, ".turn-en"),
        reply: textOf(choice, ".reply"),
        why: choice.querySelector(".why").textContent,
        quality: choice.dataset.quality,
        leads: choice.dataset.leads === "" ? null : Number(choice.dataset.leads),
      }])),
    }));
  }

  class Scene {
    constructor(section) {
      this.section = section;
      this.turns = read(section);
      this.log = make("ol", "dialogue");
      const spoken = make("div", "scene-log", this.log);
      spoken.setAttribute("role", "log");
      spoken.setAttribute("aria-label", section.getAttribute("aria-label"));
      this.desk = make("div", "scene-desk");
      section.querySelector(".scene-text").replaceWith(spoken);
      spoken.after(this.desk);
      this.begin();
    }

    begin() {
      this.way = [];
      this.log.replaceChildren();
      this.goOn(1);
    }

    // The customer speaks until it is the clerk's turn. Turns are counted from 1.
    goOn(turn) {
      while (turn >= 1 && turn <= this.turns.length && !this.turns[turn - 1].isClerk) {
        this.hear(this.turns[turn - 1]);
        turn += 1;
      }
      if (turn < 1 || turn > this.turns.length) this.end();
      else this.ask(turn, new Set());
    }

    hear(turn) {
      this.add("customer", ...said(turn.zh, turn.en));
    }

    add(who, ...inside) {
      const turn = make("li", `turn turn-${who}`, make("span", "speaker", word(who)), ...inside);
      this.log.append(turn);
      return turn;
    }

    ask(turn, tried) {
      const { picks, choices } = this.turns[turn - 1];
      const alone = choices.size === 0;
      const title = make("p", "scene-ask", word(alone ? "only" : tried.size ? "again" : "ask"));
      title.tabIndex = -1;
      const options = picks.map((pick) => this.option(turn, pick, tried));
      const misses = this.way.filter((one) => one.turn === turn && one.quality !== "good").length;
      const show = misses >= PATIENCE && button("btn-quiet scene-show", [word("show")], () => this.pick(turn, 0, tried));
      this.desk.replaceChildren(title, make("div", "scene-options", ...options), ...(show ? [show] : []));
      this.moveTo(title);
    }

    option(turn, pick, tried) {
      const words = pick === 0 ? this.turns[turn - 1] : this.turns[turn - 1].choices.get(pick);
      const option = button("scene-option", said(words.zh, words.en), () => {
        if (!tried.has(pick)) this.pick(turn, pick, tried);
      });
      if (tried.has(pick)) option.setAttribute("aria-disabled", "true");
      return option;
    }

    pick(turn, pick, tried) {
      const here = this.turns[turn - 1];
      const choice = pick === 0 ? { ...here, quality: "good" } : here.choices.get(pick);
      this.way.push({ turn, pick, quality: choice.quality });
      const mark = (here.choices.size > 0 || pick !== 0) && make("p", "scene-mark", word(choice.quality), choice.why ? ` ${choice.why}` : "");
      this.add("clerk", ...said(choice.zh, choice.en), mark);
      if (choice.reply) this.add("customer", make("span", "said-zh", choice.reply));
      if (pick === 0) this.goOn(turn + 1);
      else if (choice.leads === null) this.ask(turn, new Set([...tried, pick]));
      else this.goOn(choice.leads);
    }

    end() {
      const title = make("p", "scene-ask", word("over"));
      title.tabIndex = -1;
      const missed = new Set(this.way.filter((one) => one.quality !== "good").map((one) => one.turn));
      const better = [...missed].sort((a, b) => a - b).map((turn) => {
        const went = this.way.find((one) => one.turn === turn && one.quality !== "good");
        const wrong = this.turns[turn - 1].choices.get(went.pick);
        const good = this.turns[turn - 1];
        return make("li", "", make("p", "", word(went.quality), " ", ...said(wrong.zh, wrong.en)),
          make("p", "", word("better"), " ", ...said(good.zh, good.en)));
      });
      const list = better.length ? make("ul", "scene-better", ...better) : make("p", "", word("best"));
      this.status = make("p", "scene-status");
      this.status.setAttribute("role", "status");
      this.desk.replaceChildren(title, list, this.status, button("", [word("replay")], () => this.begin()));
      this.moveTo(title);
      this.save();
    }

    async save() {
      // The button for those without this script knows where it is kept.
      const { form, formAction } = this.section.querySelector("[formaction]");
      let done = null;
      try {
        const answer = await fetch(formAction, {
          method: "POST",
          headers: {
            "Content-Type": "application/json",
            "X-Requested-With": "fetch",
            "X-CSRFToken": form.elements.csrfmiddlewaretoken.value,
          },
          body: JSON.stringify({ way: this.way.map((one) => one.pick) }),
        });
        if (!answer.redirected) done = await answer.json();
      } catch { /* the network is gone, or somebody was signed out */ }
      if (done?.done) {
        this.status.replaceChildren();
        document.dispatchEvent(new CustomEvent("lesson:done", { detail: { block: done.done } }));
        return;
      }
      const again = button("", [word("resend")], () => this.save());
      this.status.replaceChildren(done?.message ?? word("unsaved"), " ", again);
    }

    // Only what a press brings is moved to: a page that has just been opened stays where it is.
    moveTo(element) {
      if (!this.way.length && !this.section.contains(document.activeElement)) return;
      element.focus({ preventScroll: true });
      element.scrollIntoView({ block: "center" });
    }
  }

  for (const section of document.querySelectorAll("[data-scene]")) new Scene(section);
})();
