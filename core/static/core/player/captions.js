// Captions over the picture, never mirrored, and the transcript that follows: a line leads to its second.

const REMEMBERED = "player-captions";
const read = () => { try { return localStorage.getItem(REMEMBERED); } catch { return null; } };
const write = (tongue) => { try { localStorage.setItem(REMEMBERED, tongue); } catch { /* private window: for this page only */ } };

export const add = (player) => {
  const { root, video, bar } = player;
  const tracks = [...video.querySelectorAll("track")];
  const choice = bar.querySelector(".player-tongue");
  const shown = player.part(".player-captions");
  const transcript = player.part(".player-transcript");
  const list = transcript.querySelector("ol");
  root.querySelector(".player-main").append(shown);
  root.append(transcript);
  transcript.open = root.classList.contains("player-large");

  for (const { srclang, label } of tracks) {
    const option = new Option(label, srclang);
    option.lang = srclang;
    choice.add(option);
  }
  choice.hidden = false;

  const wordsOf = (cue) => cue.getCueAsHTML().textContent;
  const trackOf = (tongue) => tracks.find((track) => track.srclang === tongue);
  // Read in the language of the captions; without captions, in that of the page.
  const readTrack = () => trackOf(choice.value) ?? tracks.find((track) => document.documentElement.lang.startsWith(track.srclang)) ?? tracks[0];

  const showCaption = () => {
    const track = trackOf(choice.value);
    const text = [...(track?.track.activeCues ?? [])].map(wordsOf).join("\n");
    shown.textContent = text;
    shown.lang = track?.srclang ?? "";
    shown.hidden = !text;
  };

  let lines = [];
  const build = () => {
    const track = readTrack();
    list.lang = track.srclang;
    lines = [...(track.track.cues ?? [])].map((cue) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      const time = document.createElement("span");
      button.type = "button";
      time.className = "num";
      time.textContent = player.clock(cue.startTime);
      button.append(time, ` ${wordsOf(cue)}`);
      button.addEventListener("click", () => player.to(cue.startTime + 0.01));
      line.append(button);
      return { start: cue.startTime, line };
    });
    list.replaceChildren(...lines.map((each) => each.line));
    transcript.hidden = !lines.length;
    follow();
  };

  let current = null;
  const follow = () => {
    const now = lines.findLast((each) => each.start <= video.currentTime)?.line ?? null;
    if (now === current) return;
    current?.removeAttribute("aria-current");
    current = now;
    if (!now) return;
    now.setAttribute("aria-current", "true");
    list.scrollTop = now.offsetTop - (list.clientHeight - now.clientHeight) / 2;
  };

  const choose = () => {
    const used = new Set([trackOf(choice.value), readTrack()]);
    for (const track of tracks) track.track.mode = used.has(track) ? "hidden" : "disabled";
    build();
    showCaption();
  };
  for (const track of tracks) {
    track.addEventListener("load", () => { build(); showCaption(); });
    track.track.addEventListener("cuechange", showCaption);
  }
  for (const name of ["timeupdate", "seeked"]) video.addEventListener(name, follow);
  choice.addEventListener("change", () => { write(choice.value); choose(); });
  player.nextTongue = () => {
    choice.selectedIndex = (choice.selectedIndex + 1) % choice.length;
    choice.dispatchEvent(new Event("change"));
    player.say(choice.selectedOptions[0].text);
  };

  const wanted = read() ?? readTrack().srclang;
  choice.value = trackOf(wanted) || wanted === "" ? wanted : tracks[0].srclang;
  choose();
  return {};
};
