// What an observer wrote and photographed waits on this phone until the hall has it, whatever the network does.
// One record a sheet, keyed by reader and request; photos and clips beside it, so that a note does not copy them.

const NAME = "xingchuang-sheets";
export const CACHE = "hall-sheets";
let opening = null;

const open = () => (opening ??= new Promise((resolve, reject) => {
  const asked = indexedDB.open(NAME, 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("sheets", { keyPath: "key" });
    asked.result.createObjectStore("files", { keyPath: "id" }).createIndex("sheet", "sheet");
  };
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
}));

const settled = (asked) => new Promise((resolve, reject) => {
  asked.onsuccess = () => resolve(asked.result);
  asked.onerror = () => reject(asked.error);
});

// Resolves when it is on the disk, not when it has been asked for.
const write = async (store, act) => {
  const change = (await open()).transaction(store, "readwrite");
  act(change.objectStore(store));
  await new Promise((resolve, reject) => {
    change.oncomplete = resolve;
    change.onerror = change.onabort = () => reject(change.error);
  });
};

const reading = async (store) => (await open()).transaction(store).objectStore(store);

export const sheet = async (key) => settled((await reading("sheets")).get(key));
export const sheets = async (reader) => (await settled((await reading("sheets")).getAll())).filter((one) => one.reader === reader);
export const filesOf = async (key) => settled((await reading("files")).index("sheet").getAll(key));
export const keepSheet = (record) => write("sheets", (store) => store.put(record));
export const keepFile = (file) => write("files", (store) => store.put(file));
export const dropFile = (id) => write("files", (store) => store.delete(id));

export async function dropSheet(record) {
  for (const file of await filesOf(record.key)) await dropFile(file.id);
  await write("sheets", (store) => store.delete(record.key));
  if ("caches" in self) await (await caches.open(CACHE)).delete(record.address);
}

/* ---- sending ---- */

export class NoNetwork extends Error {}
export class SignedOut extends Error {}

// The token in a page that was kept may be of an earlier session: the hall is asked once for one that fits.
async function freshToken(address) {
  const page = new DOMParser().parseFromString(await (await reach(address, {})).text(), "text/html");
  return page.querySelector("#sheet [name=csrfmiddlewaretoken]")?.value;
}

async function reach(address, options) {
  let answer;
  try {
    answer = await fetch(address, { credentials: "same-origin", signal: AbortSignal.timeout?.(60000), ...options });
  } catch {
    throw new NoNetwork();
  }
  if (answer.status >= 500) throw new NoNetwork();
  return answer;
}

async function post(record, address, body) {
  for (const last of [false, true]) {
    const headers = { Accept: "application/json", "X-CSRFToken": record.token };
    const answer = await reach(address, { method: "POST", body, headers });
    if (answer.headers.get("Content-Type")?.startsWith("application/json")) return { ok: answer.ok, said: await answer.json() };
    const token = last ? null : await freshToken(record.address);
    if (!token) throw new SignedOut();
    record.token = token;
    // Read anew: the observer may have gone on writing meanwhile.
    await keepSheet({ ...(await sheet(record.key)), token });
  }
  throw new SignedOut();
}

// Photos and clips that have not been taken yet, one after the other; each has an id of its own and is kept once.
async function sendFiles(record, told) {
  for (const file of await filesOf(record.key)) {
    if (file.sentAt || file.refused) continue;
    const body = new FormData();
    body.set("file", file.blob, file.name);
    body.set("file_id", file.id);
    body.set("consent", "1");
    body.set("consent_names", file.names);
    body.set("consent_at", file.consentAt);
    const { ok, said } = await post(record, record.filesUrl, body);
    // Taken: what is shown of it later comes from the hall.
    if (ok) Object.assign(file, { sentAt: said.clock, blob: null });
    else file.refused = said.message;
    await keepFile(file);
    told?.(file);
  }
}

let line = Promise.resolve();

// Sends what there is to send of one sheet; two callers wait for each other. Answers { clock, next } once it is handed
// in, { message } when the hall refuses it, null when only photos were to be sent. Throws NoNetwork or SignedOut.
export const send = (key, told) => (line = line.catch(() => {}).then(() => sendNow(key, told)));

async function sendNow(key, told) {
  const record = await sheet(key);
  if (!record) return null;
  await sendFiles(record, told);
  if (!record.ready) return null;
  const body = new FormData();
  for (const [name, value] of Object.entries(record.fields)) body.set(name, value);
  body.set("client_id", record.clientId);
  body.set("observed_at", record.observedAt);
  const { ok, said } = await post(record, record.address, body);
  if (ok) {
    await dropSheet(record);
    return said;
  }
  await keepSheet({ ...(await sheet(key)), ready: false });
  return said;
}
