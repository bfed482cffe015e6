// The same from another angle: it follows the first picture, within a frame, and each waits for the other.

const FAR = 0.3; // seconds from which on the second picture jumps instead of hurrying
const READY = 3; // HAVE_FUTURE_DATA

export const add = (player) => {
  const { root, video } = player;
  const second = root.querySelector(".player-second");
  let on = false;

  const target = () => Math.min(video.currentTime, Number.isFinite(second.duration) ? second.duration : video.currentTime);
  const over = () => second.ended || video.currentTime >= second.duration;
  const align = () => { if (on && Math.abs(second.currentTime - target()) > 0.001) second.currentTime = target(); };
  const go = () => { if (on && second.paused && !over()) second.play().catch(() => {}); };

  const hold = () => {
    if (!on || player.waiting || video.paused || (over() && second.readyState)) return;
    player.waiting = true;
    video.pause();
    second.pause();
  };
  const release = () => {
    if (!player.waiting || video.readyState < READY || (second.readyState < READY && !over())) return;
    player.waiting = false;
    align();
    player.play();
  };

  player.ticks.push(() => {
    if (!on || video.seeking || second.seeking || over()) return;
    go();
    const drift = second.currentTime - video.currentTime;
    if (Math.abs(drift) > FAR) align();
    // A tenth faster or slower is not seen; within half a frame nothing is done.
    const nudge = Math.abs(drift) < player.frame / 2 ? 0 : Math.max(-0.1, Math.min(0.1, drift));
    second.playbackRate = Math.max(0.0625, video.playbackRate * (1 - nudge));
  });
  video.addEventListener("play", () => {
    if (video.paused) return; // the news is old: it was stopped again before it came
    player.waiting = false;
    if (on && second.readyState < READY && !over()) hold();
    else { align(); go(); }
  });
  video.addEventListener("pause", () => { second.pause(); if (!player.waiting) align(); });
  for (const name of ["seeking", "seeked"]) video.addEventListener(name, align);
  for (const picture of [video, second]) {
    picture.addEventListener("waiting", hold);
    for (const name of ["canplay", "seeked"]) picture.addEventListener(name, release);
  }
  second.addEventListener("loadedmetadata", align);
  second.addEventListener("click", () => swap());
  // An angle that cannot be had must not keep the clip waiting.
  const fail = () => {
    if (!on) return;
    toggle();
    player.say(player.words.failed);
  };
  for (const place of [second, [...second.querySelectorAll("source")].at(-1)]) place?.addEventListener("error", fail);

  const toggle = () => {
    on = root.classList.toggle("has-angle");
    player.press("angle", on);
    player.find("swap").hidden = !on;
    if (!on) {
      second.pause();
      root.classList.remove("is-swapped");
      if (player.waiting) player.play();
      return;
    }
    second.preload = "auto";
    if (!second.readyState) second.load();
    align();
    if (!video.paused) { if (second.readyState < READY) hold(); else go(); }
  };
  const swap = () => { if (on) root.classList.toggle("is-swapped"); };
  return { toggle, swap };
};
