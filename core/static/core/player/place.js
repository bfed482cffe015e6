// Where one is and what one has seen, told to the server now and then, so that it goes on there on any device.

const EVERY = 5000;

export const add = (player) => {
  const { root, video } = player;
  let open = null; // the part being seen just now: [from, to]
  let parts = []; // seen and not yet acknowledged
  let told = 0;
  let busy = false;
  let again = false; // something is to be told as soon as the answer is there: the end may come while one is awaited
  let changed = false;

  const watch = () => {
    if (video.seeking) return;
    const now = video.currentTime;
    if (open && now >= open[1] && now - open[1] < 1 + video.playbackRate) open[1] = now;
    else { close(); open = [now, now]; }
  };
  const close = () => {
    if (open && open[1] > open[0]) { parts.push(open); changed = true; }
    open = null;
  };

  const tell = async (leaving = false) => {
    if (video.readyState === 0) return;
    if (busy && !leaving) {
      again = true;
      return;
    }
    const here = open?.[1];
    close();
    if (here !== undefined) open = [here, here];
    if (!changed) return;
    const sent = parts;
    busy = true;
    changed = false;
    told = performance.now();
    try {
      const answer = await fetch(root.dataset.save, {
        method: "POST",
        keepalive: leaving,
        headers: { "Content-Type": "application/json", "X-CSRFToken": root.dataset.csrf },
        body: JSON.stringify({ seconds: video.currentTime, parts: sent, duration: player.length() }),
      });
      // Whoever is signed out meanwhile is led to a page, which is no answer.
      if (!answer.ok || answer.redirected) throw answer;
      const detail = await answer.json();
      parts = parts.filter((part) => !sent.includes(part));
      root.dispatchEvent(new CustomEvent("player:place", { bubbles: true, detail }));
    } catch (problem) {
      changed = true; // with the next telling
      if (problem instanceof Response) player.say(player.words.notKept);
    } finally { busy = false; }
    if (again) {
      again = false;
      tell();
    }
  };

  video.addEventListener("timeupdate", () => {
    if (!video.paused) watch();
    if (!video.paused && performance.now() - told > EVERY) tell();
  });
  video.addEventListener("play", () => { told = performance.now(); });
  video.addEventListener("seeking", () => { close(); changed = true; });
  for (const name of ["pause", "ended"]) video.addEventListener(name, () => { watch(); if (!player.waiting) tell(); });
  addEventListener("pagehide", () => tell(true));
  document.addEventListener("visibilitychange", () => document.hidden && tell(true));

  const start = Number(root.dataset.start ?? 0);
  if (start) goOn(player, start);
  return {};
};

/** "Going on at 1:23 · From the start", until one has chosen or watched on. */
const goOn = (player, start) => {
  const { root, video } = player;
  const note = player.part(".player-resume");
  note.querySelector("span").textContent = note.dataset.text.replace("%s", player.clock(start));
  note.querySelector("button").addEventListener("click", () => {
    note.remove();
    root.focus();
    player.to(0);
  });
  player.stage.after(note);
  // The address says it too; a browser that does not know how to read that is told again.
  const move = () => { if (Math.abs(video.currentTime - start) > 1) player.to(start); };
  if (video.readyState) move();
  else video.addEventListener("loadedmetadata", move, { once: true });
  video.addEventListener("timeupdate", () => { if (video.ended || video.currentTime > start + 10) note.remove(); });
};
