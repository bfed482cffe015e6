// An attempt, question by question. Without this script the page is one form that saves and hands in;
// with it every answer is sent when given, and kept on this device until the server has acknowledged it.

const form = document.getElementById("quiz");
const text = form.dataset;
const questions = [...form.querySelectorAll("fieldset.quiz-question")];
const screens = [...questions, document.getElementById("finish")];
const links = [...form.querySelectorAll(".quiz-nav li a")];
const token = form.elements.csrfmiddlewaretoken.value;
const saved = document.getElementById("quiz-saved");
const say = (template, value) => template.replace("%s", value);

/* ---- what is answered ---- */

const fieldsOf = (question) => [...question.querySelectorAll("input[name], select[name], textarea[name]")];

const isTicked = (field) => field.type === "radio" || field.type === "checkbox";

// The fields of a question as a form would send them: every name with all its texts.
const read = (question) => {
  const fields = {};
  for (const field of fieldsOf(question)) {
    if (isTicked(field) && !field.checked) continue;
    (fields[field.name] ??= []).push(field.value);
  }
  return fields;
};

const write = (question, fields) => {
  const left = new Map(Object.entries(fields).map(([name, texts]) => [name, [...texts]]));
  for (const field of fieldsOf(question)) {
    if (isTicked(field)) field.checked = (fields[field.name] ?? []).includes(field.value);
    else field.value = left.get(field.name)?.shift() ?? "";
  }
  question.dispatchEvent(new CustomEvent("quiz:written"));
};

const isAnswered = (question) => fieldsOf(question).some((field) => (isTicked(field) ? field.checked : field.value.trim()));

const showProgress = () => {
  const open = [];
  questions.forEach((question, place) => {
    const answered = isAnswered(question);
    if (!answered) open.push(question);
    links[place].classList.toggle("is-answered", answered);
    const name = say(text.textQuestion, place + 1);
    links[place].setAttribute("aria-label", `${name}, ${answered ? text.textAnswered : text.textOpen}`);
  });
  document.getElementById("quiz-progress").value = questions.length - open.length;
  const summary = document.getElementById("quiz-open");
  summary.replaceChildren(open.length ? text.textUnanswered : text.textAllAnswered);
  for (const question of open) {
    const link = document.createElement("a");
    link.className = "btn";
    link.href = `#${question.id}`;
    link.textContent = question.dataset.position;
    link.setAttribute("aria-label", say(text.textQuestion, question.dataset.position));
    summary.append(link);
  }
};

/* ---- one question a screen ---- */

let current = null;

const show = (screen, focus) => {
  for (const other of screens) other.hidden = other !== screen;
  const place = screens.indexOf(screen);
  links.forEach((link, number) => {
    if (number === place) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
  for (const step of form.querySelectorAll("[data-step]")) {
    const target = screens[place + Number(step.dataset.step)];
    step.classList.toggle("is-off", !target);
    if (target) step.href = `#${target.id}`;
  }
  if (current && current !== screen && questions.includes(current)) keep(current);
  current = screen;
  if (focus) {
    screen.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
};

const fromAddress = () => screens.find((screen) => `#${screen.id}` === location.hash);

/* ---- nothing is lost: the waiting list lives on the device until each answer is acknowledged ---- */

const storeKey = `xingchuang.attempt.${text.attempt}`;
const waiting = new Map();
let failures = 0;
let timer = null;
let sending = null;
let over = false;

const store = () => {
  try {
    if (waiting.size) localStorage.setItem(storeKey, JSON.stringify([...waiting]));
    else localStorage.removeItem(storeKey);
  } catch { /* a private window without storage: the answers still wait in memory */ }
};

const restore = () => {
  let kept = [];
  try { kept = JSON.parse(localStorage.getItem(storeKey)) ?? []; } catch { /* nothing usable was kept */ }
  for (const [position, value] of kept) {
    const question = questions.find((one) => one.dataset.position === String(position));
    if (!question) continue;
    write(question, value);
    waiting.set(position, value);
  }
};

const status = (message, state = "") => {
  saved.className = `quiz-saved ${state}`.trim();
  if (saved.textContent !== message) saved.textContent = message;
};

const lastKept = new Map();

const keep = (question) => {
  const value = read(question);
  const position = Number(question.dataset.position);
  const written = JSON.stringify(value);
  if (lastKept.get(position) === written) return;
  lastKept.set(position, written);
  waiting.set(position, value);
  store();
  send();
};

const post = async (url, body, headers = {}) => {
  const response = await fetch(url, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": token, ...headers },
    credentials: "same-origin",
    keepalive: true,
    signal: AbortSignal.timeout?.(15000),
  });
  const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
  if (response.status >= 500) throw new Error("server");
  if (!isJson) return { signedOut: true };
  return { ok: response.ok, code: response.status, answer: await response.json() };
};

// Sends what waits, one answer after the other; answers true when nothing waits any more.
const send = () => (sending ??= sendAll().finally(() => { sending = null; }));

const sendAll = async () => {
  clearTimeout(timer);
  while (waiting.size && !over) {
    const [position, value] = waiting.entries().next().value;
    if (!failures) status(text.textSaving);
    let result;
    try {
      result = await post(text.saveUrl, JSON.stringify({ position, fields: value }), { "Content-Type": "application/json" });
    } catch {
      failures += 1;
      status(text.textOffline, "is-waiting");
      timer = setTimeout(send, Math.min(30, 2 ** failures) * 1000);
      return false;
    }
    if (result.signedOut) {
      status(text.textSignedOut, "is-waiting");
      timer = setTimeout(send, 30000);
      return false;
    }
    failures = 0;
    if (result.code === 409) {
      over = true;
      waiting.clear();
      store();
      location.assign(result.answer.next);
      return false;
    }
    // Answered anew while it was on its way: the newer value keeps waiting.
    if (waiting.get(position) === value) waiting.delete(position);
    store();
    if (result.ok) {
      status(say(text.textSaved, result.answer.clock));
      setDeadline(result.answer.seconds_left);
    } else {
      status(result.answer.message, "is-waiting");
    }
  }
  return true;
};

/* ---- handing in ---- */

let handingIn = false;

const handIn = async () => {
  if (handingIn) return;
  handingIn = true;
  questions.forEach(keep);
  const flushed = await send();
  if (over) return;
  try {
    // At the deadline what could not be sent is too late anyway: what the server has counts.
    if (!flushed && !isTimeUp()) throw new Error("answers are waiting");
    const body = new FormData();
    body.set("confirmed", "1");
    const result = await post(form.action, body);
    if (result.signedOut) {
      status(text.textSignedOut, "is-waiting");
      handingIn = false;
      return;
    }
    over = true;
    waiting.clear();
    store();
    location.assign(result.answer.next);
  } catch {
    status(text.textHandInLater, "is-waiting");
    setTimeout(() => { handingIn = false; handIn(); }, 5000);
  }
};

/* ---- the server's clock ---- */

const clockLine = document.getElementById("quiz-time");
const warning = document.getElementById("quiz-warning");
const said = new Set();
let deadline = null;

const setDeadline = (secondsLeft) => {
  if (secondsLeft !== null && secondsLeft !== undefined) deadline = Date.now() + secondsLeft * 1000;
};

const isTimeUp = () => deadline !== null && Date.now() >= deadline;

const tick = () => {
  if (deadline === null || over) return;
  const left = Math.max(0, Math.round((deadline - Date.now()) / 1000));
  const short = left <= 120;
  clockLine.hidden = false;
  clockLine.classList.toggle("is-short", short);
  const digits = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clockLine.querySelector("span").textContent = short ? digits : say(text.textMinutesLeft, Math.ceil(left / 60));
  for (const [seconds, message] of [[300, say(text.textMinuteWarning, 5)], [60, text.textLastMinute]]) {
    if (left <= seconds && left > seconds - 30 && !said.has(seconds)) {
      said.add(seconds);
      warning.textContent = message;
    }
  }
  // What is still being typed goes off before the end.
  if (left <= 3 && questions.includes(current)) keep(current);
  if (left === 0) {
    status(text.textTimeUp, "is-waiting");
    for (const question of questions) question.disabled = true;
    handIn();
    return;
  }
  setTimeout(tick, 1000);
};

/* ---- begin ---- */

form.elements.with_answers.remove();
restore();
for (const question of questions) lastKept.set(Number(question.dataset.position), JSON.stringify(read(question)));

let typing = null;
form.addEventListener("input", (event) => {
  const question = event.target.closest("fieldset.quiz-question");
  if (!question) return;
  showProgress();
  clearTimeout(typing);
  if (event.target.matches("input[type=text], input:not([type]), textarea")) typing = setTimeout(() => keep(question), 1200);
  else keep(question);
});
form.addEventListener("change", (event) => {
  const question = event.target.closest("fieldset.quiz-question");
  if (question) keep(question);
});
form.addEventListener("keydown", (event) => {
  // Enter in a blank means "done with this one", not "hand everything in".
  if (event.key === "Enter" && event.target.matches(".quiz-blank")) {
    event.preventDefault();
    form.querySelector("[data-step='1']").click();
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  handIn();
});
window.addEventListener("hashchange", () => show(fromAddress() ?? screens[0], true));
window.addEventListener("online", () => { failures = 0; send(); });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && questions.includes(current)) keep(current);
  else if (waiting.size) send();
});

form.classList.add("is-stepping");
document.getElementById("quiz-steps").hidden = false;
document.getElementById("quiz-progress").hidden = false;
showProgress();
show(fromAddress() ?? questions.find((question) => !isAnswered(question)) ?? screens.at(-1), false);
setDeadline(text.secondsLeft === undefined ? null : Number(text.secondsLeft));
tick();
if (waiting.size) send();
