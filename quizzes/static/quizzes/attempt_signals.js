// What happens beside the answers: leaving the window, doing nothing for long, being without a network. The trainer sees
// it as context; nothing is concluded from it. Reported with the next sign of life.
const LEAST_AWAY = 2000, IDLE = 120000, MOST = 50; // ms, ms, reports waiting

export function watch({ clock, notes, changed, position }) {
  const told = (notes.signals ??= []);
  let away = null, active = clock.now(), offline = null;

  const tell = (kind, from) => {
    if (told.length < MOST) told.push({ kind, at: Math.round(from), seconds: Math.round((clock.now() - from) / 1000), position: position() });
    changed();
  };
  const leave = () => { away ??= clock.now(); };
  const come = () => {
    if (away !== null && clock.now() - away >= LEAST_AWAY) tell("left", away);
    away = null;
    active = clock.now();
  };
  const act = () => {
    if (away === null && clock.now() - active >= IDLE) tell("idle", active);
    active = clock.now();
  };
  window.addEventListener("blur", leave);
  window.addEventListener("focus", come);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? leave() : document.hasFocus() && come()));
  for (const name of ["pointerdown", "keydown", "wheel", "touchmove", "input"]) window.addEventListener(name, act, { passive: true });

  return {
    take: () => told.slice(0, 20),
    taken: (sent) => { told.splice(0, sent.length); changed(); },
    network(there) {
      if (!there) offline ??= clock.now();
      else if (offline !== null) {
        if (clock.now() - offline >= LEAST_AWAY) tell("offline", offline);
        offline = null;
      }
    },
  };
}
