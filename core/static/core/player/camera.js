// Myself beside the clip, and a recording for my own eyes. The picture never leaves this page: nothing here sends.

const LONGEST = 60; // seconds
const KINDS = ["video/webm;codecs=vp9", "video/webm", "video/mp4"];

export const add = (player) => {
  const { root, stage, video } = player;
  const panel = player.part(".player-camera");
  const words = panel.dataset;
  const control = (name) => panel.querySelector(`[data-camera="${name}"]`);
  const say = (text = "") => { panel.querySelector(".player-camera-said").textContent = text; };
  const mine = document.createElement("video");
  Object.assign(mine, { className: "player-self", muted: true, playsInline: true });
  let stream = null;
  let recorder = null;
  let recorded = null; // { address, from, rate }
  let counting = 0;

  const show = () => {
    const recording = recorder?.state === "recording";
    control("record").hidden = recording || Boolean(recorded) || !stream || !window.MediaRecorder;
    control("stop").hidden = !recording;
    control("compare").hidden = control("delete").hidden = !recorded;
    mine.setAttribute("aria-label", recorded ? words.mine : words.live);
  };

  const refusal = (problem) => (problem.name === "NotAllowedError" || problem.name === "SecurityError" ? words.refused : words.missing);
  const open = async () => {
    if (!navigator.mediaDevices?.getUserMedia) throw new DOMException(words.insecure, "InsecureContext");
    return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "user", width: { ideal: 640 } } });
  };
  const live = async () => {
    try {
      stream ??= await open();
      if (!on) return stopCamera(); // put out again while the browser was still asking
      mine.srcObject = stream;
      await mine.play();
      say(window.MediaRecorder ? "" : words.noRecorder);
    } catch (problem) {
      say(problem.name === "InsecureContext" ? words.insecure : refusal(problem));
    }
    return show();
  };
  const stopCamera = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
  };

  /* ---- on and off ---- */

  let on = false;
  const toggle = async () => {
    on = !on;
    player.press("camera", on);
    root.classList.toggle("has-self", on);
    if (!on) return off();
    player.bar.after(panel);
    stage.append(mine);
    show();
    return live();
  };
  const off = () => {
    if (recorder?.state === "recording") recorder.stop();
    forget();
    stopCamera();
    mine.srcObject = null;
    mine.remove();
    panel.remove();
  };

  /* ---- recording ---- */

  const record = () => {
    const pieces = [];
    const begun = { from: player.loopStart() ?? (video.ended ? 0 : video.currentTime), rate: video.playbackRate };
    const mimeType = KINDS.find((kind) => MediaRecorder.isTypeSupported(kind));
    recorder = new MediaRecorder(stream, { mimeType });
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearInterval(counting);
      video.pause();
      if (on && pieces.length) keep(new Blob(pieces, { type: recorder.mimeType }), begun);
    });
    recorder.start();
    player.to(begun.from);
    player.play();
    let seconds = 0;
    const count = () => {
      say(words.recording.replace("%s", seconds));
      if (seconds === LONGEST) recorder.stop();
      seconds += 1;
    };
    count();
    counting = setInterval(count, 1000);
    show();
  };
  const keep = (blob, begun) => {
    recorded = { ...begun, address: URL.createObjectURL(blob) };
    stopCamera(); // its light goes out: one looks at the recording now
    mine.srcObject = null;
    mine.src = recorded.address;
    mine.loop = false;
    say(words.recorded);
    show();
  };
  const forget = () => {
    if (!recorded) return;
    URL.revokeObjectURL(recorded.address);
    recorded = null;
    mine.removeAttribute("src");
    mine.load();
  };
  const compare = () => {
    player.to(recorded.from);
    mine.currentTime = 0;
    player.play();
    mine.play();
  };
  video.addEventListener("pause", () => recorded && !player.waiting && mine.pause());
  video.addEventListener("ratechange", () => { if (recorded) mine.playbackRate = video.playbackRate / recorded.rate; });

  control("record").addEventListener("click", record);
  control("stop").addEventListener("click", () => recorder.stop());
  control("compare").addEventListener("click", compare);
  control("delete").addEventListener("click", () => { forget(); live(); });
  control("off").addEventListener("click", () => { toggle(); player.find("camera").focus(); });
  addEventListener("pagehide", stopCamera);
  return { toggle };
};
