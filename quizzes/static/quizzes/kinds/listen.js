// A recording gets one large button that plays and stops, as often as one likes. Without it the browser's own player stays.
// Films keep to themselves what they submit: the help of the player is a form of its own inside the form of the quiz.

const pauseOthers = (audio) => {
  for (const other of document.querySelectorAll("video, audio")) if (other !== audio) other.pause();
};

const connect = (place) => {
  const audio = place.querySelector("audio");
  const button = place.querySelector(".quiz-play");
  const words = button.querySelector("span:last-child");
  const bar = place.querySelector("progress");
  const play = words.textContent;

  const show = () => {
    const playing = !audio.paused && !audio.ended;
    button.classList.toggle("is-playing", playing);
    words.textContent = playing ? button.dataset.stop : play;
    bar.value = audio.duration ? audio.currentTime / audio.duration : 0;
  };

  button.addEventListener("click", () => {
    if (!audio.paused) {
      audio.pause();
      audio.currentTime = 0;
      return;
    }
    pauseOthers(audio);
    audio.currentTime = 0;
    // When it does not load, the browser's own player says why and lets one try again.
    audio.play().catch(() => { audio.controls = true; });
  });
  for (const kind of ["play", "pause", "ended", "timeupdate", "seeked"]) audio.addEventListener(kind, show);
  audio.controls = false;
  button.hidden = false;
  bar.hidden = false;
};

document.querySelectorAll(".quiz-sound").forEach(connect);
for (const film of document.querySelectorAll(".quiz-film")) film.addEventListener("submit", (event) => event.stopPropagation());

// Another question, another silence.
window.addEventListener("hashchange", () => pauseOthers(null));
