// The player: plain buttons around a <video>. Its further parts are fetched when a clip has a use for them.

const FULL_WIDTH = { "，": ",", "。": ".", "【": "[", "】": "]", "、": "\\", "？": "?", "＋": "+", "－": "-", "=": "+", " ": "k", ArrowLeft: "j", ArrowRight: "l" };
const NO_SOURCE = 3;

/** 83.4 as "1:23", or exactly as "1:23.40". */
const clock = (seconds, exact = false) => {
  const whole = exact ? Math.round(seconds * 100) / 100 : Math.floor(seconds);
  const rest = (whole % 60).toFixed(exact ? 2 : 0).padStart(exact ? 5 : 2, "0");
  return `${Math.floor(whole / 60)}:${rest}`;
};

export const upgrade = async (root, parts, urls) => {
  const video = root.querySelector(".player-video");
  const bar = parts.querySelector(".player-bar").cloneNode(true);
  const seek = bar.querySelector(".player-seek");
  const player = {
    root, video, bar, clock, frame: 1 / 25, ticks: [],
    stage: root.querySelector(".player-stage"),
    words: bar.dataset,
    part: (name) => parts.querySelector(name).cloneNode(true),
    find: (name) => bar.querySelector(`[data-do="${name}"]`),
    length: () => (Number.isFinite(video.duration) ? video.duration : Number(root.dataset.length ?? 0)),
    say: (text, ...values) => { bar.querySelector(".player-said").textContent = values.reduce((said, value) => said.replace("%s", value), text); },
    to: (seconds) => { video.currentTime = Math.min(Math.max(seconds, 0), player.length() || seconds); },
    play: () => video.play().catch(() => {}),
    fetch: (name) => import(urls[name]),
  };

  /* ---- labels ---- */

  const label = (control, state = "off") => {
    control.dataset.state = state;
    control.setAttribute("aria-label", control.dataset[state] ?? control.dataset.off);
    control.title = `${control.dataset[state] ?? control.dataset.off} (${control.dataset.key})`;
  };
  player.label = label;
  player.press = (name, on) => player.find(name).setAttribute("aria-pressed", String(on));
  for (const control of bar.querySelectorAll("[data-key]")) label(control);

  /* ---- time ---- */

  const showTime = () => {
    seek.max = player.length();
    seek.value = video.currentTime;
    seek.setAttribute("aria-valuetext", clock(video.currentTime, true));
    bar.querySelector(".player-time").textContent = `${clock(video.currentTime)} / ${clock(player.length())}`;
  };
  const tick = () => {
    if (video.paused) return;
    for (const each of player.ticks) each();
    showTime();
    requestAnimationFrame(tick);
  };
  for (const name of ["loadedmetadata", "durationchange", "timeupdate", "seeked"]) video.addEventListener(name, showTime);
  seek.addEventListener("input", () => player.to(Number(seek.value)));

  /* ---- play ---- */

  // `waiting` is a pause nobody asked for: one angle waits until the other has loaded.
  player.waiting = false;
  player.toggle = () => {
    if (player.waiting) player.waiting = false;
    else if (video.paused) return player.play();
    video.pause();
    return showPlaying();
  };
  const showPlaying = () => label(player.find("play"), video.paused && !player.waiting ? "off" : "on");
  video.addEventListener("play", () => {
    root.querySelector(".player-start")?.remove();
    showPlaying();
    requestAnimationFrame(tick);
  });
  for (const name of ["pause", "ended"]) video.addEventListener(name, showPlaying);
  video.addEventListener("click", () => player.toggle());
  const jump = (way) => player.to(video.currentTime + way * (player.length() > 30 ? 5 : 1));

  /* ---- frames: their length is measured while they are shown ---- */

  let shown = null;
  const measure = (_now, { mediaTime }) => {
    const step = shown === null ? 0 : mediaTime - shown;
    if (step > 0.008 && step < 0.2 && !video.seeking) player.frame = player.measured = Math.min(step, player.measured ?? step);
    shown = mediaTime;
    video.requestVideoFrameCallback(measure);
  };
  if (video.requestVideoFrameCallback) video.requestVideoFrameCallback(measure);
  else video.addEventListener("seeking", () => { shown = null; });

  const step = (way) => {
    video.pause();
    const { currentTime: now } = video;
    const { frame } = player;
    // Into the middle of the neighbour: its edges are rounded by the file.
    const fromShown = shown !== null && Math.abs(now - shown) < 2 * frame ? shown + (0.5 + way) * frame : now + way * frame;
    player.to(way > 0 ? Math.max(fromShown, now + frame) : Math.min(fromShown, now - frame));
  };

  /* ---- speed, mirror, sound, screen ---- */

  const speed = bar.querySelector(".player-speed");
  const setSpeed = () => { video.playbackRate = Number(speed.value); };
  const faster = (way) => {
    speed.selectedIndex = Math.min(Math.max(speed.selectedIndex + way, 0), speed.length - 1);
    setSpeed();
    player.say(player.words.faster, speed.selectedOptions[0].text);
  };
  speed.addEventListener("change", setSpeed);
  // A browser forgets the speed when it loads a file anew.
  video.addEventListener("loadedmetadata", setSpeed);

  const mirror = () => player.press("mirror", root.classList.toggle("is-mirrored"));
  const sound = () => { video.muted = !video.muted; };
  const showSound = () => player.press("sound", !video.muted);
  video.addEventListener("volumechange", showSound);
  showSound();

  const screen = () => {
    if (document.fullscreenElement) return document.exitFullscreen();
    if (root.requestFullscreen) return root.requestFullscreen().catch(() => player.say(player.words.noScreen));
    return video.webkitEnterFullscreen ? video.webkitEnterFullscreen() : player.say(player.words.noScreen);
  };

  /* ---- help ---- */

  const help = player.part(".player-help");
  const showHelp = () => help.open || help.showModal();

  /* ---- what is fetched when asked for ---- */

  const angle = player.find("angle");
  angle.hidden = !root.querySelector(".player-second");
  const later = (name) => {
    let coming = null;
    return (action) => {
      coming ??= player.fetch(name).then((module) => module.add(player));
      return coming.then((part) => part[action](), () => { coming = null; });
    };
  };
  const angles = later("angle");
  const camera = later("camera");

  /* ---- buttons and keys ---- */

  const loop = (await player.fetch("loop")).add(player);
  const does = {
    play: player.toggle, before: () => step(-1), after: () => step(1), loop: loop.tap, mirror, sound, screen, help: showHelp,
    angle: () => angles("toggle"), swap: () => angles("swap"), camera: () => camera("toggle"),
  };
  bar.addEventListener("click", (event) => does[event.target.closest("[data-do]")?.dataset.do]?.());

  const keys = {
    k: player.toggle, j: () => jump(-1), l: () => jump(1), ",": does.before, ".": does.after, "[": loop.begin, "]": loop.end,
    "\\": loop.clear, m: mirror, c: () => player.nextTongue?.(), "+": () => faster(1), "-": () => faster(-1), f: screen,
    2: () => angle.hidden || does.angle(), x: () => player.find("swap").hidden || does.swap(), s: sound, v: does.camera,
    0: () => player.to(0), "?": showHelp,
  };
  root.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.matches("select") || (event.key === " " && event.target.matches("button, summary"))) return;
    const action = keys[FULL_WIDTH[event.key] ?? event.key.toLowerCase()];
    if (!action) return;
    event.preventDefault();
    action();
  });

  /* ---- a clip that does not load ---- */

  const fail = () => {
    player.say(player.words.failed);
    root.classList.add("has-failed");
    video.addEventListener("click", () => video.load(), { once: true });
    player.find("play").addEventListener("click", () => video.load(), { once: true, capture: true });
  };
  const last = [...video.querySelectorAll("source")].at(-1);
  for (const place of [video, last]) place?.addEventListener("error", fail);
  if (video.networkState === NO_SOURCE) fail();
  video.addEventListener("loadedmetadata", () => root.classList.remove("has-failed"));

  /* ---- put together ---- */

  root.tabIndex = 0;
  root.setAttribute("role", "group");
  root.setAttribute("aria-label", root.dataset.title);
  player.stage.after(bar);
  root.append(help);
  const wanted = [[video.querySelector("track"), "captions"], [root.dataset.save, "place"]].filter(([why]) => why);
  await Promise.all(wanted.map(([, name]) => player.fetch(name).then((module) => module.add(player))));
  showTime();
  root.dataset.ready = "yes";
  return player;
};
