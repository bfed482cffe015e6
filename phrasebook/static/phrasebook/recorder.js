// Speaks a phrase into the CMS: record, listen, again or use. What was spoken leaves the browser at "use" alone.
(() => {
  "use strict";

  const MOST = 60; // seconds; the server refuses more
  const QUIET = 0.01; // of the loudest there is
  const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];

  class Recorder {
    constructor(root) {
      this.root = root;
      this.words = root.dataset;
      this.note = root.querySelector("p");
      this.sound = root.querySelector("audio");
      this.level = root.querySelector("meter");
      this.input = document.getElementById(this.words.input);
      this.on("record", () => this.begin());
      this.on("stop", () => this.stop());
      this.on("again", () => this.begin());
      this.on("drop", () => this.drop());
      this.on("use", () => this.use());
      root.hidden = false;
    }

    on(name, act) {
      this.part(name).addEventListener("click", act);
    }

    part(name) {
      return this.root.querySelector(`[data-${name}]`);
    }

    say(name, facts = {}) {
      this.note.textContent = name ? this.words[name].replace(/\{(\w+)\}/g, (_, key) => facts[key]) : "";
    }

    // Which of its buttons are there: "idle", "recording" or "listening".
    show(state) {
      this.part("record").hidden = state !== "idle";
      this.part("stop").hidden = this.level.hidden = state !== "recording";
      this.part("choice").hidden = this.sound.hidden = state !== "listening";
    }

    async begin() {
      if (!navigator.mediaDevices || !window.MediaRecorder) return this.say("noWay");
      this.forget();
      this.say("asking");
      try {
        this.stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        this.show("idle");
        return this.say("noMicrophone");
      }
      const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
      this.machine = new MediaRecorder(this.stream, { mimeType, audioBitsPerSecond: 64000 });
      this.pieces = [];
      this.machine.addEventListener("dataavailable", ({ data }) => data.size && this.pieces.push(data));
      this.machine.addEventListener("stop", () => this.recorded());
      this.machine.start();
      this.began = performance.now();
      this.loudest = 0;
      this.show("recording");
      this.part("stop").focus();
      this.watch();
      return undefined;
    }

    // The loudness and the seconds, several times a second.
    watch() {
      this.context = new AudioContext();
      const listener = this.context.createAnalyser();
      listener.fftSize = 1024;
      this.context.createMediaStreamSource(this.stream).connect(listener);
      const wave = new Float32Array(listener.fftSize);
      this.timer = setInterval(() => {
        listener.getFloatTimeDomainData(wave);
        const loud = Math.sqrt(wave.reduce((sum, each) => sum + each * each, 0) / wave.length);
        this.loudest = Math.max(this.loudest, loud);
        this.level.value = Math.min(1, loud * 4);
        const seconds = (performance.now() - this.began) / 1000;
        const whole = Math.floor(seconds);
        if (whole !== this.said) this.say("recording", { seconds: whole, most: MOST });
        this.said = whole;
        if (seconds >= MOST - 0.5) this.stop();
      }, 100);
    }

    stop() {
      if (this.machine && this.machine.state !== "inactive") {
        this.seconds = (performance.now() - this.began) / 1000;
        this.machine.stop();
      }
      this.silence();
    }

    silence() {
      clearInterval(this.timer);
      if (this.context) this.context.close();
      if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
      this.context = this.stream = null;
    }

    recorded() {
      if (!this.pieces.length) return;
      this.blob = new Blob(this.pieces, { type: this.machine.mimeType });
      this.sound.src = URL.createObjectURL(this.blob);
      this.show("listening");
      this.say(this.loudest < QUIET ? "silent" : "listen");
      this.sound.focus();
    }

    forget() {
      if (this.sound.src) URL.revokeObjectURL(this.sound.src);
      this.sound.removeAttribute("src");
      this.blob = null;
      this.pieces = [];
    }

    drop() {
      this.forget();
      this.show("idle");
      this.say("");
      this.part("record").focus();
    }

    async use() {
      const button = this.part("use");
      if (!this.blob || button.disabled) return;
      button.disabled = true;
      this.say("sending");
      try {
        await this.send();
      } catch {
        this.say("lost");
      }
      button.disabled = false;
    }

    async send() {
      const form = this.input.form;
      const facts = new FormData();
      facts.append("recording", this.blob, "recording");
      facts.append("seconds", this.seconds.toFixed(2));
      facts.append("field", this.words.field);
      facts.append("words", form.elements.namedItem("text").value);
      const headers = { "X-CSRFToken": form.elements.namedItem("csrfmiddlewaretoken").value };
      const answer = await fetch(this.words.address, { method: "POST", body: facts, headers });
      const said = await answer.json();
      if (!answer.ok) {
        this.note.textContent = said.sentence;
        return;
      }
      this.choose(said);
      this.drop();
      this.say("used");
    }

    // As Wagtail's chooser does when somebody picks a sound.
    choose(clip) {
      const chooser = document.getElementById(`${this.words.input}-chooser`);
      this.input.value = clip.id;
      chooser.querySelector(".title, [data-chooser-title]").textContent = clip.title;
      const link = chooser.querySelector("[data-chooser-edit-link]");
      if (link) {
        link.href = clip.edit_url;
        link.hidden = false;
        link.classList.remove("w-hidden");
      }
      chooser.classList.remove("blank");
      this.input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  const start = () => document.querySelectorAll("[data-recorder]").forEach((root) => new Recorder(root));
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
