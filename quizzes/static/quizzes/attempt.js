// An attempt, question by question. Without this script the page is one form that saves and hands in; with it every
// answer is sent when given, and kept on this device until the server has acknowledged it.

const form = document.getElementById("quiz");
const text = form.dataset;
// As the server wrote it, before anything here changes it: what the service worker keeps when it was not there yet.
const source = navigator.serviceWorker?.controller ? null : `<!doctype html>${document.documentElement.outerHTML}`;
const modules = JSON.parse(text.modules);
const [{ openStore }, { openClock }, { watch }, { openPost }, { keepPage, dropPage }] = await Promise.all(modules.map((url) => import(url)));

const questions = [...form.querySelectorAll(".quiz-question[data-position]")];
const finish = document.getElementById("finish");
const links = [...form.querySelectorAll(".quiz-nav li a")];
const saved = document.getElementById("quiz-saved");
const checkButton = document.getElementById("quiz-check");
const isPractice = text.mode === "practice";
// Served by the device because the network was away; the answers on it are as old as the copy.
const isKeptCopy = text.kept !== undefined;
const say = (template, value) => template.replace("%s", value);
const screens = () => [...questions, finish];
const positionOf = (question) => Number(question.dataset.position);

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

const isExplained = (question) => question.classList.contains("is-revealed");

const isAnswered = (question) => isExplained(question) || fieldsOf(question).some((field) => (isTicked(field) ? field.checked : field.value.trim()));

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

const spent = new Map(); // ms a question was looked at
let since = Date.now();

const countTime = () => {
  const now = Date.now();
  if (current && document.visibilityState !== "hidden") spent.set(current, (spent.get(current) ?? 0) + now - since);
  since = now;
};

const show = (screen, focus) => {
  countTime();
  const all = screens(), place = all.indexOf(screen);
  for (const other of all) other.hidden = other !== screen;
  links.forEach((link, number) => {
    if (number === place) link.setAttribute("aria-current", "step");
    else link.removeAttribute("aria-current");
  });
  for (const step of form.querySelectorAll("[data-step]")) {
    const target = all[place + Number(step.dataset.step)];
    step.classList.toggle("is-off", !target);
    if (target) step.href = `#${target.id}`;
  }
  if (current && current !== screen && questions.includes(current)) keep(current);
  current = screen;
  showCheck();
  if (focus) {
    screen.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
};

const fromAddress = () => screens().find((screen) => `#${screen.id}` === location.hash);

/* ---- nothing is lost: each answer waits on the device until it is acknowledged ---- */

const store = await openStore(text.user, text.attempt);
const clock = openClock(store.notes, isKeptCopy ? undefined : Number(text.now));
const signals = watch({ clock, notes: store.notes, changed: () => store.note(), position: () => (questions.includes(current) ? positionOf(current) : null) });
let lost = 0;

const status = (message, state = "") => {
  saved.className = `quiz-saved ${state}`.trim();
  if (saved.textContent !== message) saved.textContent = message;
};

const waitingCount = () => store.waiting().length;

// What the server says, and what the person is told of it.
const said = (what, answer) => {
  if (typeof answer.seconds_left === "number") setDeadline(clock.now() + answer.seconds_left * 1000);
  if (what === "saving") status(text.textSaving);
  if (what === "saved") status(say(text.textSaved, answer.clock));
  if (what === "there" && saved.classList.contains("is-waiting") && !waitingCount() && !handingIn) status(text.textBack);
  if (what === "offline" && !handingIn) status(waitingCount() ? say(text.textOffline, waitingCount()) : text.textOfflineNothing, "is-waiting");
  if (what === "signedOut") status(text.textSignedOut, "is-waiting");
  if (what === "refused") {
    lost += ["too_late", "time_up"].includes(answer.code) ? 1 : 0;
    status(answer.message, "is-waiting");
  }
  if (what === "elsewhere") standAside(answer);
  if (what === "ended") end(answer, waitingCount());
};

const post = openPost({ form, store, clock, signals, said });

const lastKept = new Map();

const keep = (question) => {
  if (isExplained(question) || post.isStopped()) return;
  const fields = read(question), written = JSON.stringify(fields), position = positionOf(question);
  if (lastKept.get(position) === written) return;
  lastKept.set(position, written);
  countTime();
  const seconds = Math.round((spent.get(question) ?? 0) / 1000);
  store.put({ position, fields, given: clock.stamp(), seconds, lease: text.lease, waiting: true });
  store.note();
  post.send();
};

// What is kept and newer than what the server showed comes back; what it showed is not overwritten by older ones.
const restore = () => {
  const shown = JSON.parse(text.given);
  for (const answer of store.answers.values()) {
    const question = questions.find((one) => positionOf(one) === answer.position);
    if (!question || isExplained(question)) continue;
    const isNewer = answer.given > (shown[answer.position] ?? 0);
    if (isNewer && (answer.waiting || isKeptCopy)) write(question, answer.fields);
  }
};

// Another window answers now. This one changes nothing any more, and offers to take over with what waits here.
const standAside = () => {
  for (const question of questions) question.disabled = true;
  form.classList.add("is-elsewhere");
  const notice = document.getElementById("quiz-elsewhere"), waits = waitingCount();
  notice.hidden = false;
  notice.querySelector("[data-waiting]").textContent = waits ? say(text.textWaitsHere, waits) : "";
  status("");
  notice.focus();
};

const end = (answer, left) => {
  post.stop();
  store.clear();
  dropPage();
  if (!left && !lost) { location.assign(answer.next); return; }
  for (const question of questions) question.disabled = true;
  form.classList.add("is-elsewhere");
  const notice = document.getElementById("quiz-ended");
  notice.hidden = false;
  notice.querySelector("[data-message]").textContent = [answer.message, say(text.textTooLate, left + lost)].filter(Boolean).join(" ");
  notice.querySelector("a").href = answer.next;
  status("");
  notice.focus();
};

/* ---- practice: an answer is explained when asked for ---- */

const showCheck = () => {
  if (!checkButton) return;
  checkButton.hidden = !questions.includes(current) || isExplained(current);
  checkButton.disabled = !checkButton.hidden && !isAnswered(current);
};

const check = async (question) => {
  keep(question);
  checkButton.disabled = true;
  if (!(await post.send())) { showCheck(); return; }
  try {
    const result = await post.check(positionOf(question));
    if (!result.ok) throw new Error(result.answer?.message ?? text.textSignedOut);
    const holder = document.createElement("div");
    holder.innerHTML = result.answer.html;
    const explained = holder.firstElementChild;
    questions[questions.indexOf(question)] = explained;
    question.replaceWith(explained);
    showProgress();
    show(explained, true);
  } catch (problem) {
    status(problem.name === "Error" ? problem.message : say(text.textCheckLater, ""), "is-waiting");
    showCheck();
  }
};

checkButton?.addEventListener("click", () => check(current));

/* ---- handing in ---- */

let handingIn = false;

const handIn = async () => {
  if (handingIn || post.isStopped()) return;
  handingIn = true;
  const byClock = isTimeUp();
  questions.forEach(keep);
  const flushed = await post.send();
  // A trainer may have given more time while nobody told this page.
  if (byClock) await post.lookIn(true);
  if (post.isStopped()) return;
  if (byClock && !isTimeUp()) { handingIn = false; return; }
  try {
    // Past the grace what could not be sent is too late anyway: what the server has counts.
    if (!flushed && !isOutOfGrace()) throw new Error("answers are waiting");
    const result = await post.handIn();
    if (result.signedOut) {
      status(text.textSignedOut, "is-waiting");
      handingIn = false;
      return;
    }
    if (result.ok) end({ next: result.answer.next, message: "" }, waitingCount());
    else { post.stop(); standAside(); }
  } catch {
    status(text.textHandInLater, "is-waiting");
    setTimeout(() => { handingIn = false; handIn(); }, 5000);
  }
};

/* ---- the server's clock ---- */

const clockLine = document.getElementById("quiz-time");
const warning = document.getElementById("quiz-warning");
const announced = new Set();
let deadline = null;

const setDeadline = (moment) => {
  const before = deadline;
  deadline = store.notes.deadline = moment;
  if (before !== null && moment - before > 30000) {
    announced.clear();
    warning.textContent = text.textMoreTime;
    status(text.textMoreTime);
    for (const question of questions) question.disabled = false;
  }
  if (before === null) tick();
};

const isTimeUp = () => deadline !== null && clock.now() >= deadline;
const isOutOfGrace = () => deadline !== null && clock.now() >= deadline + Number(text.grace) * 1000;

const tick = () => {
  if (post.isStopped()) return;
  const left = Math.max(0, Math.round((deadline - clock.now()) / 1000));
  const short = left <= 120;
  clockLine.hidden = false;
  clockLine.classList.toggle("is-short", short);
  const digits = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  clockLine.querySelector("span").textContent = short ? digits : say(text.textMinutesLeft, Math.ceil(left / 60));
  for (const [seconds, message] of [[300, say(text.textMinuteWarning, 5)], [60, text.textLastMinute]]) {
    if (left <= seconds && left > seconds - 30 && !announced.has(seconds)) {
      announced.add(seconds);
      warning.textContent = message;
    }
  }
  const rest = deadline - clock.now();
  // What is being typed at the last moment is an answer given in time.
  if (rest <= 100 && rest > 0 && questions.includes(current)) keep(current);
  if (rest <= 100) {
    for (const question of questions) question.disabled = true;
    if (!handingIn) status(text.textTimeUp, "is-waiting");
  }
  if (rest <= 0) handIn();
  setTimeout(tick, rest > 0 ? Math.min(1000, rest > 100 ? rest - 90 : rest) : 1000);
};

/* ---- begin ---- */

form.elements.with_answers.remove();
restore();
for (const question of questions) lastKept.set(positionOf(question), JSON.stringify(read(question)));

let typing = null;
form.addEventListener("input", (event) => {
  const question = event.target.closest(".quiz-question[data-position]");
  if (!question) return;
  showProgress();
  showCheck();
  clearTimeout(typing);
  if (event.target.matches("input[type=text], input:not([type]), textarea")) typing = setTimeout(() => keep(question), 1200);
  else keep(question);
});
form.addEventListener("change", (event) => {
  const question = event.target.closest(".quiz-question[data-position]");
  if (question) keep(question);
});
form.addEventListener("keydown", (event) => {
  // Enter in a blank means "done with this one", not "hand everything in".
  if (event.key === "Enter" && event.target.matches("input[type=text], input:not([type])")) {
    event.preventDefault();
    form.querySelector("[data-step='1']").click();
  }
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  handIn();
});
document.getElementById("quiz-take-over").addEventListener("click", () => location.reload());
window.addEventListener("hashchange", () => show(fromAddress() ?? screens()[0], true));
document.addEventListener("visibilitychange", () => {
  countTime();
  if (document.visibilityState === "hidden") { if (questions.includes(current)) keep(current); } else post.lookIn();
});
window.addEventListener("beforeunload", (event) => {
  if (questions.includes(current)) keep(current);
  if (waitingCount() && !post.isStopped()) event.preventDefault();
});

form.classList.add("is-stepping");
document.getElementById("quiz-steps").hidden = false;
document.getElementById("quiz-progress").hidden = false;
showProgress();
show(fromAddress() ?? questions.find((question) => !isAnswered(question)) ?? screens().at(-1), false);
if (text.deadline !== undefined) setDeadline(isKeptCopy ? Math.max(Number(text.deadline), store.notes.deadline ?? 0) : Number(text.deadline));
store.note();
if (isKeptCopy) said("offline", {});
else keepPage(location.pathname, source, [...modules, new URL(import.meta.url).pathname]);
if (waitingCount()) post.send();
form.dataset.ready = "";
