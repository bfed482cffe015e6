// The page around it: paste, photo or camera in; the facts and what they are worth out.
"use strict";

const hall = JSON.parse(document.getElementById("hall").textContent);
const sayings = JSON.parse(document.getElementById("sayings").textContent);
const byId = (id) => document.getElementById(id);
let language = (navigator.language || "zh").startsWith("zh") ? "zh" : "en";
let last = null;

const say = (key, facts = {}) =>
  (sayings[language][key] || key).replace(/\{(\w+)\}/g, (whole, name) => (name in facts ? facts[name] : whole));

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function dayInWords(iso) {
  const [year, month, day] = iso.split("-").map(Number);
  const months = sayings.months;
  return language === "zh" ? `${year}年${month}月${day}日` : `${day} ${months[month - 1]} ${year}`;
}

function today() {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

function translate() {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = say("title");
  for (const part of document.querySelectorAll("[data-say]")) part.textContent = say(part.dataset.say);
  byId("language").textContent = language === "zh" ? "English" : "中文";
  byId("language").lang = language === "zh" ? "en" : "zh-Hans";
  byId("made").textContent = say("made", { day: dayInWords(hall.made_on) });
  listKeys();
  if (last !== null) check(last);
}

function listKeys() {
  byId("keys").replaceChildren(...hall.keys.map((key) => {
    const facts = { key: key.id, since: dayInWords(key.since), until: key.until ? dayInWords(key.until) : "" };
    return element("li", say(key.compromised ? "key lost" : key.until ? "key retired" : "key in use", facts));
  }));
}

function fact(list, label, values) {
  if (!values) return;
  const cell = element("dd");
  for (const [chinese, english] of values) {
    const [first, second] = language === "zh" ? [chinese, english] : [english, chinese];
    const codes = language === "zh" ? ["zh-Hans", "en"] : ["en", "zh-Hans"];
    // A name is of no language.
    const line = element("div", first, first === second ? {} : { lang: codes[0] });
    if (second !== first) line.append(element("small", second, { lang: codes[1] }));
    cell.append(line);
  }
  list.append(element("dt", say(label)), cell);
}

function factsShown(facts) {
  const list = element("dl", "", { id: "facts" });
  const once = (text) => [[text, text]];
  const date = (iso) => once(dayInWords(iso));
  fact(list, "name", once(facts.name));
  fact(list, "hall", facts.hall && [facts.hall]);
  fact(list, "certificate", [facts.certification]);
  fact(list, "skills", facts.skills);
  fact(list, "number", once(facts.number));
  fact(list, "from", date(facts.valid_from));
  fact(list, "until", facts.valid_until ? date(facts.valid_until) : once(say("no expiry")));
  fact(list, "issued", date(facts.issued_on));
  fact(list, "issuer", [facts.issuer]);
  fact(list, "evidence", facts.evidence && [facts.evidence]);
  return list;
}

function byItsDays(facts) {
  if (today() < facts.valid_from) return "days future";
  return facts.valid_until && facts.valid_until < today() ? "days over" : "days good";
}

const COLOURS = { good: "ok", lost: "caution", unknown: "caution", forged: "no", none: "no" };

function check(text) {
  last = text;
  const found = judgeSeal(text, hall);
  const box = element("div", "", { class: `verdict ${COLOURS[found.verdict]}`, "data-verdict": found.verdict });
  const bare = found.verdict === "none" && /^https?:\/\/\S+\/verify\/[\w-]+\/?$/.test(text.trim());
  const which = bare ? "bare" : found.verdict;
  box.append(element("h2", say(which)), element("p", say(`${which} more`, { day: dayInWords(hall.made_on) })));
  const parts = [box];
  if (found.facts) {
    if (found.verdict === "good") box.append(element("p", say(byItsDays(found.facts), { day: dayInWords(today()) })));
    parts.push(factsShown(found.facts), element("p", say("compare")));
    const online = element("p", say("cannot know") + " ", { class: "verdict caution" });
    // Signed together with the facts, so it is the hall's own.
    if (/^https?:\/\//.test(found.address)) online.append(element("a", found.address, { href: found.address, rel: "noreferrer" }));
    parts.push(online);
  }
  byId("result").replaceChildren(...parts);
}

function complain(key) {
  last = null;
  byId("result").replaceChildren(element("p", say(key), { class: "verdict caution" }));
}

// Pictures

async function codeIn(source, width, height) {
  if ("BarcodeDetector" in globalThis) {
    try {
      const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(source);
      if (found.length) return found[0].rawValue;
    } catch { /* Some browsers have it in name only. */ }
  }
  const canvas = document.createElement("canvas");
  // A code of a whole sheet needs many points, a phone's photo has too many: each size finds what the other misses.
  for (const most of [1000, 1800, 3000]) {
    const scale = Math.min(1, most / Math.max(width, height));
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
    const found = borrowed.readCode(pixels.data, canvas.width, canvas.height);
    if (found && found.data) return found.data;
    if (scale === 1) break;
  }
  return null;
}

async function readPhoto(file) {
  const picture = new Image();
  picture.src = URL.createObjectURL(file);
  try {
    await picture.decode();
    const text = await codeIn(picture, picture.naturalWidth, picture.naturalHeight);
    if (text) show(text); else complain("no code");
  } catch {
    complain("no picture");
  } finally {
    URL.revokeObjectURL(picture.src);
  }
}

function show(text) {
  byId("text").value = text;
  check(text);
  byId("result").scrollIntoView({ block: "start" });
}

let stream = null;

function stopCamera() {
  if (stream) for (const track of stream.getTracks()) track.stop();
  stream = null;
  byId("film").hidden = byId("stop").hidden = true;
}

async function startCamera() {
  try {
    const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
    stream = await navigator.mediaDevices.getUserMedia({ video: wanted });
  } catch {
    complain("no camera");
    return;
  }
  const film = byId("film");
  film.srcObject = stream;
  film.hidden = byId("stop").hidden = false;
  await film.play();
  while (stream) {
    const text = film.videoWidth ? await codeIn(film, film.videoWidth, film.videoHeight) : null;
    if (text) {
      stopCamera();
      show(text);
    }
    await new Promise((go) => setTimeout(go, 150));
  }
}

byId("check").addEventListener("submit", (event) => {
  event.preventDefault();
  check(byId("text").value);
});
byId("photo").addEventListener("change", (event) => {
  if (event.target.files[0]) readPhoto(event.target.files[0]);
  event.target.value = "";
});
byId("language").addEventListener("click", () => {
  language = language === "zh" ? "en" : "zh";
  translate();
});
byId("camera").hidden = !(navigator.mediaDevices && navigator.mediaDevices.getUserMedia);
byId("camera").addEventListener("click", startCamera);
byId("stop").addEventListener("click", stopCamera);
translate();
