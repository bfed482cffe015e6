// Between the device and the server: sends what waits, one answer after the other in the order given, until it is
// acknowledged; looks in now and then; hands in once.
const PATIENCE = 15000, LONGEST_PAUSE = 30, LOOK_IN = 45000; // ms, seconds, ms

const secret = (form) => decodeURIComponent(/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? form.elements.csrfmiddlewaretoken.value);

// `said` is told what there is to say: saving, saved, offline, signedOut, refused, elsewhere, ended.
export function openPost({ form, store, clock, signals, said }) {
  const { saveUrl, lease } = form.dataset;
  let failures = 0, timer = null, sending = null, heard = Date.now(), stopped = false;

  const post = async (url, body, headers = {}) => {
    const response = await fetch(url, {
      method: "POST",
      body,
      // As the cookie has it now: signing in again in another window has changed it.
      headers: { Accept: "application/json", "X-CSRFToken": secret(form), ...headers },
      credentials: "same-origin",
      keepalive: body.length < 60000,
      signal: AbortSignal.timeout?.(PATIENCE),
    });
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    if (response.status >= 500) throw new Error("server");
    if (!isJson) return { signedOut: true };
    const answer = await response.json();
    heard = Date.now();
    clock.sync(answer.now);
    return { ok: response.ok, code: response.status, answer };
  };
  const say = (message) => post(saveUrl, JSON.stringify({ ...message, lease }), { "Content-Type": "application/json" });

  const reached = () => { failures = 0; signals.network(true); };
  const missed = () => { failures += 1; signals.network(false); said("offline", {}); };
  const later = (seconds) => { clearTimeout(timer); timer = setTimeout(send, seconds * 1000); };

  // What a refusal means for this window; answers whether to go on with the next answer.
  const refused = ({ answer }) => {
    if (answer.code === "elsewhere" || answer.code === "ended") {
      stopped = true;
      said(answer.code, answer);
      return false;
    }
    return true;
  };

  const sendAll = async () => {
    clearTimeout(timer);
    for (let next = store.waiting()[0]; next && !stopped; next = store.waiting()[0]) {
      if (!failures) said("saving", {});
      const { position, fields, given, seconds } = next;
      let result;
      try {
        result = await say({ position, fields, given, seconds });
      } catch {
        missed();
        later(Math.min(LONGEST_PAUSE, 2 ** failures) * (0.75 + Math.random() / 2));
        return false;
      }
      reached();
      if (result.signedOut) {
        said("signedOut", {});
        later(LONGEST_PAUSE);
        return false;
      }
      if (!result.ok && result.code === 409 && !refused(result)) return false;
      // Answered anew while it was on its way: the newer one keeps waiting.
      const held = store.answers.get(position);
      if (held.given === given) store.put({ ...held, waiting: false });
      said(result.ok ? "saved" : "refused", result.answer);
    }
    return !stopped;
  };
  // Answers true when nothing waits any more.
  const send = () => (sending ??= sendAll().finally(() => { sending = null; }));

  // Only while somebody looks at the page, unless it has to be known.
  const lookIn = async (always) => {
    if (stopped || sending || (document.visibilityState === "hidden" && !always)) return;
    const told = signals.take();
    try {
      const result = await say({ ping: true, signals: told });
      if (result.signedOut) { said("signedOut", {}); return; }
      reached();
      if (result.ok) { signals.taken(told); said("there", result.answer); } else refused(result);
    } catch {
      missed();
      later(Math.min(LONGEST_PAUSE, 2 ** failures));
    }
    if (store.waiting().length) send();
  };
  setInterval(() => { if (Date.now() - heard >= LOOK_IN) lookIn(); }, LOOK_IN / 3);
  window.addEventListener("online", () => { failures = 0; lookIn(); });

  return {
    send,
    lookIn,
    isStopped: () => stopped,
    stop: () => { stopped = true; clearTimeout(timer); },
    check: (position) => say({ check: position }),
    handIn: () => post(form.action, new URLSearchParams({ confirmed: "1", lease }).toString(), { "Content-Type": "application/x-www-form-urlencoded" }),
  };
}
