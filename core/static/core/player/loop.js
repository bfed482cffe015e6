// The loop A–B: two taps set it, a third ends it.

const SHORTEST = 0.12;

export const add = (player) => {
  const { video, words } = player;
  const button = player.find("loop");
  const mark = player.bar.querySelector(".player-mark");
  let first = null;
  let last = null;

  const show = () => {
    player.label(button, last !== null ? "on" : first !== null ? "half" : "off");
    mark.hidden = first === null;
    if (mark.hidden || !player.length()) return;
    const share = (seconds) => (100 * seconds) / player.length();
    mark.style.insetInlineStart = `${share(first)}%`;
    mark.style.inlineSize = last === null ? "2px" : `${share(last - first)}%`;
  };

  const begin = () => {
    first = video.currentTime;
    if (last !== null && last - first < SHORTEST) last = null;
    player.say(last === null ? words.loopBegins : words.loops, last === null ? player.clock(first, true) : span());
    show();
  };
  const end = () => {
    if (first === null) first = 0;
    const here = video.currentTime;
    if (Math.abs(here - first) < SHORTEST) return player.say(words.loopShort);
    [first, last] = [Math.min(first, here), Math.max(first, here)];
    player.say(words.loops, span());
    return show();
  };
  const clear = () => {
    if (first === null) return;
    first = last = null;
    player.say(words.loopEnded);
    show();
  };
  const span = () => `${player.clock(first, true)} – ${player.clock(last, true)}`;

  player.ticks.push(() => {
    if (last !== null && !video.seeking && (video.currentTime >= last || video.currentTime < first - 0.25)) video.currentTime = first;
  });
  video.addEventListener("ended", () => {
    if (last === null) return;
    video.currentTime = first;
    player.play();
  });
  video.addEventListener("durationchange", show);
  player.loopStart = () => (last === null ? null : first);
  return { tap: () => (last !== null ? clear() : first !== null ? end() : begin()), begin, end, clear };
};
