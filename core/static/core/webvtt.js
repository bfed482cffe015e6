// Captions in the form WebVTT: read (SubRip too), and written without losing what this editor does not show.
window.xingchuangWebVTT = (() => {
  "use strict";

  const STAMP = String.raw`(?:(\d{1,4}):)?([0-5]?\d):([0-5]?\d)(?:[.,](\d{1,3}))?`;
  const TIMING = new RegExp(String.raw`^\s*${STAMP}\s*-->\s*${STAMP}(\s.*)?$`);
  const TIME = new RegExp(String.raw`^\s*${STAMP}\s*$`);

  const seconds = ([hours, minutes, whole, part]) =>
    Number(hours || 0) * 3600 + Number(minutes) * 60 + Number(whole) + Number((part || "0").padEnd(3, "0")) / 1000;

  // What somebody typed into a field of time; null when it is none. Plain seconds are fine too.
  function readTime(text) {
    const plain = /^\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*$/.exec(text);
    if (plain) return Number(plain[1].replace(",", "."));
    const found = TIME.exec(text);
    return found ? seconds(found.slice(1, 5)) : null;
  }

  const two = (number) => String(number).padStart(2, "0");

  function writeTime(time) {
    const thousandths = Math.round(time * 1000);
    const [minutes, rest] = [Math.floor(thousandths / 60000), thousandths % 60000];
    const hours = Math.floor(minutes / 60);
    const clock = `${two(minutes % 60)}:${two(Math.floor(rest / 1000))}.${String(rest % 1000).padStart(3, "0")}`;
    return hours ? `${two(hours)}:${clock}` : clock;
  }

  // {head, cues, unreadable}: the number of a line that cannot be read, or 0.
  function read(text) {
    const lines = text.replace(/^\uFEFF/, "").replace(/\r\n?/g, "\n").split("\n");
    const result = { head: [], cues: [], unreadable: 0 };
    let block = [];
    let first = 1;
    const finish = () => {
      if (block.length) take(result, block, first);
      block = [];
    };
    lines.forEach((line, index) => {
      if (line.trim()) {
        if (!block.length) first = index + 1;
        block.push(line);
      } else {
        finish();
      }
    });
    finish();
    return result;
  }

  function take(result, block, first) {
    const at = block.slice(0, 2).findIndex((line) => line.includes("-->"));
    if (at < 0) {
      if (/^(WEBVTT|NOTE|STYLE|REGION)\b/.test(block[0])) {
        if (!block[0].startsWith("WEBVTT")) result.head.push(block.join("\n"));
      } else {
        result.unreadable = result.unreadable || first;
      }
      return;
    }
    const timing = TIMING.exec(block[at]);
    if (!timing) {
      result.unreadable = result.unreadable || first + at;
      return;
    }
    const name = at && !/^\d+$/.test(block[0].trim()) ? block[0] : "";
    result.cues.push({
      name,
      start: seconds(timing.slice(1, 5)),
      end: seconds(timing.slice(5, 9)),
      settings: (timing[9] || "").trim(),
      text: block.slice(at + 1).join("\n"),
    });
  }

  function write({ head, cues }) {
    if (!cues.length && !head.length) return "";
    const blocks = cues.map((cue) => {
      const timing = `${writeTime(cue.start)} --> ${writeTime(cue.end)}${cue.settings ? ` ${cue.settings}` : ""}`;
      // An empty line, or an arrow, would end the caption.
      const words = cue.text.split(/\n+/).filter((line) => line.trim()).join("\n").replace(/-->/g, "→");
      return [cue.name, timing, words].filter(Boolean).join("\n");
    });
    return `${["WEBVTT", ...head, ...blocks].join("\n\n")}\n`;
  }

  return { read, write, readTime, writeTime };
})();
