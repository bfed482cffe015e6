// What this device keeps of an attempt: every answer until the server has acknowledged it and, so that a page opened
// without a network shows them, afterwards too. Kept apart by person: somebody else's answers are never read.
const NAME = "xingchuang-attempts", SHELF = "kept", LONGEST = 60 * 24 * 3600 * 1000;

const asPromise = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});

async function database() {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(SHELF);
  const db = await asPromise(opening);
  db.onversionchange = () => db.close();
  const shelf = (mode) => db.transaction(SHELF, mode, { durability: "strict" }).objectStore(SHELF);
  const under = (prefix) => IDBKeyRange.bound(prefix, `${prefix}\uffff`);
  return {
    all: (prefix) => asPromise(shelf("readonly").getAll(under(prefix))),
    put: (key, value) => asPromise(shelf("readwrite").put(value, key)),
    remove: (prefix) => asPromise(shelf("readwrite").delete(under(prefix))),
    async tidy(before) {
      const held = shelf("readwrite");
      for (const key of await asPromise(held.getAllKeys())) if ((await asPromise(held.get(key))).kept < before) held.delete(key);
    },
  };
}

// Without a database (some private windows): the older store of browsers, and where there is none, this page's memory.
function simple() {
  let place = new Map();
  try {
    localStorage.setItem(NAME, "");
    localStorage.removeItem(NAME);
    place = { get: (key) => localStorage.getItem(key), set: (key, value) => localStorage.setItem(key, value), delete: (key) => localStorage.removeItem(key), keys: () => Object.keys(localStorage) };
  } catch { /* memory it is */ }
  const names = (prefix) => [...place.keys()].filter((key) => key.startsWith(`${NAME}/${prefix}`));
  return {
    all: async (prefix) => names(prefix).map((key) => JSON.parse(place.get(key))),
    put: async (key, value) => place.set(`${NAME}/${key}`, JSON.stringify(value)),
    remove: async (prefix) => names(prefix).forEach((key) => place.delete(key)),
    tidy: async () => {},
  };
}

// `answers` by position and `notes` (clock, deadline, signals) as they were kept; every change is written at once.
export async function openStore(person, attempt) {
  let shelf;
  try { shelf = await database(); } catch { shelf = simple(); }
  const prefix = `${person}/${attempt}/`;
  const kept = await shelf.all(prefix).catch(() => []);
  const answers = new Map(kept.filter((one) => one.position).map((one) => [one.position, one]));
  const notes = kept.find((one) => one.notes)?.notes ?? {};
  // In the order of giving them: a later write of one answer must not be overtaken by an earlier one.
  let line = shelf.tidy(Date.now() - LONGEST).catch(() => {});
  const write = (key, value) => (line = line.then(() => shelf.put(prefix + key, { ...value, kept: Date.now() })).catch(() => {}));
  return {
    answers,
    notes,
    waiting: () => [...answers.values()].filter((one) => one.waiting).sort((a, b) => a.given - b.given),
    put(answer) {
      answers.set(answer.position, answer);
      return write(answer.position, answer);
    },
    note: () => write("notes", { notes }),
    clear() {
      answers.clear();
      return (line = line.then(() => shelf.remove(prefix)).catch(() => {}));
    },
  };
}
