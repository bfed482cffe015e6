// The picture a film shows before it plays, taken out of the film itself and sent with the form.
(() => {
  "use strict";

  const box = document.querySelector("[data-poster]");
  const film = document.querySelector("video[data-clip]");
  const input = document.querySelector("input[type=file][name=thumbnail]");
  if (!box || !film || !input) return;

  const LONGER_SIDE = 960;
  const note = box.querySelector("p");
  const preview = box.querySelector("img");

  function taken() {
    const { videoWidth: width, videoHeight: height } = film;
    if (!width || !height || film.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const factor = Math.min(1, LONGER_SIDE / Math.max(width, height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(width * factor));
    canvas.height = Math.max(1, Math.round(height * factor));
    canvas.getContext("2d").drawImage(film, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  box.querySelector("button").addEventListener("click", () => {
    film.pause();
    const canvas = taken();
    if (!canvas) {
      note.textContent = box.dataset.not;
      return;
    }
    canvas.toBlob((blob) => {
      const files = new DataTransfer();
      files.items.add(new File([blob], "poster.jpg", { type: "image/jpeg" }));
      input.files = files.files;
      const clear = document.querySelector("input[type=checkbox][name=thumbnail-clear]");
      if (clear) clear.checked = false;
      if (preview.src) URL.revokeObjectURL(preview.src);
      preview.src = URL.createObjectURL(blob);
      preview.hidden = false;
      note.textContent = box.dataset.taken.replace("{time}", window.xingchuangWebVTT.writeTime(film.currentTime));
    }, "image/jpeg", 0.85);
  });

  box.hidden = false;
})();
