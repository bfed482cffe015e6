// The server's clock as this device knows it. Every answer is stamped with it when it is given, and keeps that stamp
// however often it is sent: a request that hangs for a minute must not make an old answer look new.
const STEP = 2000; // ms; further off than that, the device's own clock was set anew

export function openClock(notes, serverNow) {
  let offset = notes.offset ?? 0;
  const sync = (now) => {
    if (typeof now !== "number") return;
    // What arrives is always a little old, so of two readings the later one is nearer the truth.
    const seen = now - Date.now();
    if (notes.offset === undefined || seen > offset || offset - seen > STEP) offset = notes.offset = seen;
  };
  sync(serverNow);
  return {
    sync,
    now: () => Date.now() + offset,
    // The moment of an answer: after every one given before it on this device, whatever its clock does.
    stamp() {
      const moment = Math.max(Math.round(Date.now() + offset), (notes.last ?? 0) + 1);
      notes.last = moment;
      return moment;
    },
  };
}
