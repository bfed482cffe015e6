// The chooser's window in an editor: its uploads, which Wagtail sends by jQuery, get a check and a number as well.
(() => {
  "use strict";

  const { fault, note, show } = window.xingchuangUpload;
  const FORM = "form.media-upload";

  document.addEventListener("change", ({ target }) => {
    if (!target.matches(`${FORM} input[type=file][data-most-bytes]`)) return;
    const [file] = target.files;
    const wrong = file ? fault(target, file) : "";
    note(target).textContent = wrong;
    if (wrong) target.value = ""; // it would only travel in vain
  });

  function place(form) {
    let box = form.querySelector(".upload");
    if (!box) {
      box = document.createElement("div");
      box.className = "upload";
      box.append(document.createElement("progress"), document.createElement("p"));
      box.firstChild.className = "upload__bar";
      box.firstChild.max = 100;
      box.firstChild.setAttribute("aria-label", form.querySelector("[type=submit]").textContent.trim());
      box.lastChild.className = "upload__words";
      box.lastChild.setAttribute("role", "status");
      form.append(box);
    }
    return box;
  }

  window.jQuery.ajaxPrefilter((options) => {
    const form = [...document.querySelectorAll(FORM)].find((each) => each.action === options.url);
    const input = form && form.querySelector("input[type=file][data-most-bytes]");
    if (!input || !input.files.length) return;
    const make = options.xhr || window.jQuery.ajaxSettings.xhr;
    options.xhr = () => {
      const request = make();
      const box = place(form);
      request.upload.addEventListener("progress", (event) => show(event, input, box.firstChild, box.lastChild));
      return request;
    };
  });
})();
