// The upload of a clip, with a number: how much has arrived. Without this script the form is sent as ever.
(() => {
  "use strict";

  const KEPT = "xingchuang-upload-message";

  // The library, after an upload: the sentence that the sending script received instead of the visitor.
  const kept = sessionStorage.getItem(KEPT);
  sessionStorage.removeItem(KEPT);
  const messages = document.querySelector(".messages ul");
  if (kept && messages) {
    messages.insertAdjacentHTML("beforeend", kept);
    messages.parentElement.classList.add("appear");
  }

  const template = document.getElementById("upload-words");
  const input = document.querySelector("input[type=file][data-most-bytes]");
  if (!template || !input) return;
  const words = template.dataset;
  const form = input.form;
  const box = template.content.firstElementChild.cloneNode(true);
  const bar = box.querySelector("progress");
  const said = box.querySelector("p");
  form.append(box);

  const { say, show } = window.xingchuangUpload;
  const note = window.xingchuangUpload.note(input);
  const fault = (file) => window.xingchuangUpload.fault(input, file);

  // The length and the size of the picture, as this browser sees them: a server without ffmpeg cannot know.
  function measure(file) {
    const element = document.createElement(/\.(mp4|webm)$/i.test(file.name) ? "video" : "audio");
    const address = URL.createObjectURL(file);
    const facts = () => ({ duration: element.duration, width: element.videoWidth, height: element.videoHeight });
    const done = () => {
      element.removeAttribute("src"); // or it would go on reading what is about to go
      element.load();
      URL.revokeObjectURL(address);
    };
    element.preload = "metadata";
    element.addEventListener("loadedmetadata", () => {
      for (const [name, value] of Object.entries(facts())) {
        const field = form.elements.namedItem(name);
        if (field && Number.isFinite(value) && value > 0) field.value = Math.round(value * 1000) / 1000;
      }
      done();
    });
    element.addEventListener("error", () => {
      note.textContent = words.unplayable;
      done();
    });
    element.src = address;
  }

  input.addEventListener("change", () => {
    const [file] = input.files;
    note.textContent = file ? fault(file) : "";
    if (file && !note.textContent) measure(file);
  });

  let sending = null;

  form.addEventListener("submit", (event) => {
    const [file] = input.files;
    if (!file) return; // nothing to wait for
    event.preventDefault();
    event.stopPropagation();
    if (sending) return;
    if (fault(file)) {
      note.textContent = fault(file);
      input.focus();
      return;
    }
    send();
  }, true);

  box.querySelector("button").addEventListener("click", () => sending && sending.abort());

  function send() {
    sending = new XMLHttpRequest();
    sending.open("POST", form.action);
    sending.responseType = "document";
    sending.upload.addEventListener("progress", (event) => show(event, input, bar, said));
    sending.addEventListener("load", () => arrived(sending));
    sending.addEventListener("error", () => end(words.lost));
    sending.addEventListener("abort", () => end(""));
    box.hidden = false;
    bar.value = 0;
    toggle(true);
    sending.send(new FormData(form));
  }

  function toggle(busy) {
    for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = busy;
    box.querySelector("button").hidden = !busy;
  }

  function end(sentence) {
    sending = null;
    bar.value = 0;
    toggle(false);
    said.textContent = sentence;
    box.hidden = !sentence;
  }

  function arrived(answer) {
    const page = answer.response;
    if (answer.status !== 200 || !page) return end(say(words.busy, { status: answer.status }));
    const refusal = page.querySelector("input[type=file][data-most-bytes]");
    if (!refusal) {
      const message = page.querySelector(".messages ul");
      if (message) sessionStorage.setItem(KEPT, message.innerHTML);
      location.assign(answer.responseURL);
      return undefined;
    }
    return refused(page);
  }

  // The same form came back with notes: put them to the fields, and leave what was typed and chosen as it is.
  function refused(page) {
    const theirs = page.querySelector("input[type=file][data-most-bytes]").form.querySelectorAll("[data-field-errors]");
    const ours = form.querySelectorAll("[data-field-errors]");
    ours.forEach((place, index) => {
      place.replaceChildren(...[...(theirs[index] ? theirs[index].childNodes : [])].map((node) => node.cloneNode(true)));
      place.parentElement.classList.toggle("w-field--error", Boolean(place.querySelector(".error-message")));
    });
    end(words.refused);
    const first = [...ours].find((place) => place.querySelector(".error-message"));
    if (first) first.scrollIntoView({ block: "center" });
  }
})();
