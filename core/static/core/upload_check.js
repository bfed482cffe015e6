// What both forms that take a clip know before it travels: the page of the library and the window of the chooser.
window.xingchuangUpload = (() => {
  "use strict";

  const say = (sentence, facts = {}) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

  const size = (bytes) =>
    bytes < 1024 * 1024 ? `${Math.max(1, Math.round(bytes / 1024))} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  // What is wrong with the file, in a sentence; empty when nothing is.
  function fault(input, file) {
    const most = Number(input.dataset.mostBytes);
    if (file.size > most) return say(input.dataset.large, { size: size(file.size), most: size(most) });
    const endings = input.accept.split(",").filter((each) => each.startsWith("."));
    if (!endings.length || endings.some((each) => file.name.toLowerCase().endsWith(each))) return "";
    return say(input.dataset.ending, { endings: endings.map((each) => each.slice(1).toUpperCase()).join(", ") });
  }

  // The place for that sentence, made once, behind the field.
  function note(input) {
    if (input.nextElementSibling && input.nextElementSibling.matches(".upload__fault")) return input.nextElementSibling;
    const place = document.createElement("p");
    place.className = "upload__fault";
    place.id = `${input.id}-fault`;
    place.setAttribute("role", "alert");
    input.after(place);
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") || ""} ${place.id}`.trim());
    return place;
  }

  // How far the upload is: a bar and a sentence.
  function show({ loaded, total }, input, bar, said) {
    bar.value = total ? (loaded / total) * 100 : 0;
    const facts = { percent: `${Math.floor(bar.value)} %`, done: size(loaded), all: size(total) };
    said.textContent = loaded < total ? say(input.dataset.sending, facts) : input.dataset.working;
  }

  return { say, size, fault, note, show };
})();
