// The observer's sheet. Without this script it is one form that posts; with it every mark is kept on this phone at once,
// and sheet, photos and clips are sent when there is a network.

(async () => {
  const form = document.getElementById("sheet");
  const text = form.dataset;
  const status = document.getElementById("sheet-saved");
  const list = document.getElementById("sheet-files");
  const count = document.getElementById("sheet-count");
  const fileError = document.getElementById("file-error");
  const picker = form.elements.file;
  const store = await import(text.store);
  const key = `${text.reader}/${text.asked}`;
  const LONGEST = 2000; // points of the longer side of a photo that is sent

  const say = (template, value) => template.replace("%s", value);
  const clock = () => new Date().toTimeString().slice(0, 5);
  const show = (message, waits = false) => {
    status.classList.toggle("is-waiting", waits);
    if (status.textContent !== message) status.textContent = message;
  };

  /* ---- what is written ---- */

  const kept = (name) => /^(level-|note-)|^(comment|consent|consent_names)$/.test(name);
  const collect = () => Object.fromEntries([...new FormData(form)].filter(([name]) => kept(name)));
  const fill = (fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const found = form.elements[name];
      if (!found) continue;
      if (found.type === "checkbox") found.checked = value === "1";
      else found.value = value;
    }
  };
  const criteria = [...form.querySelectorAll(".sheet-criterion")];
  const isOpen = (criterion) => !criterion.querySelector("input[type=radio]:checked");
  const tally = () => {
    count.hidden = false;
    count.textContent = `${criteria.length - criteria.filter(isOpen).length} / ${criteria.length}`;
  };

  let record = null;
  let keeps = true;
  let over = false;

  const save = async () => {
    const fields = collect();
    tally();
    if (!keeps || over || JSON.stringify(fields) === JSON.stringify(record.fields)) return;
    record.fields = fields;
    try {
      await store.keepSheet(record);
      show(say(text.saved, clock()));
    } catch {
      keeps = false;
      show(text.unsaved, true);
    }
  };

  const begin = async () => {
    const fresh = {
      key,
      reader: text.reader,
      address: location.pathname,
      filesUrl: text.filesUrl,
      token: form.elements.csrfmiddlewaretoken.value,
      clientId: form.elements.client_id.value,
      fields: {},
      observedAt: "",
      ready: false,
    };
    try {
      record = (await store.sheet(key)) ?? fresh;
    } catch {
      record = fresh;
      keeps = false;
      show(text.unsaved, true);
      return;
    }
    record.filesUrl = fresh.filesUrl;
    if (navigator.onLine) record.token = fresh.token;
    fill(record.fields);
    for (const file of await store.filesOf(key)) draw(file);
  };

  /* ---- photos and clips ---- */

  const draw = (file) => {
    const item = list.querySelector(`[data-file="${file.id}"]`) ?? document.createElement("li");
    item.dataset.file = file.id;
    const what = document.createElement("span");
    what.textContent = `${file.type.startsWith("video/") ? text.clip : text.photo} · ${file.names}`;
    const how = document.createElement("span");
    how.className = file.refused ? "field-error" : "muted";
    how.textContent = file.refused ? say(text.refused, file.refused) : file.sentAt ? say(text.sent, file.sentAt) : text.waits;
    item.replaceChildren(what, how);
    if (!file.sentAt) {
      const remove = document.createElement("button");
      remove.type = "button";
      remove.className = "btn btn-quiet";
      remove.textContent = text.remove;
      remove.addEventListener("click", async () => { await store.dropFile(file.id); item.remove(); });
      item.append(remove);
    }
    if (!item.isConnected) list.append(item);
  };

  // Smaller before it is kept and sent; drawn anew it holds nothing of what the camera wrote beside the picture.
  const smaller = async (file) => {
    if (!file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
      const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      return (await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.85))) ?? file;
    } catch {
      return file; // the hall looks at it and cleans it too
    }
  };

  const complain = (message) => {
    fileError.hidden = !message;
    fileError.textContent = message;
  };

  picker.addEventListener("change", async () => {
    const chosen = picker.files[0];
    if (!chosen) return;
    const names = form.elements.consent_names.value.trim();
    if (!form.elements.consent.checked || !names) {
      picker.value = "";
      complain(text.consentFirst);
      (names ? form.elements.consent : form.elements.consent_names).focus();
      return;
    }
    complain("");
    const blob = await smaller(chosen);
    const file = { id: crypto.randomUUID(), sheet: key, blob, type: blob.type || chosen.type, name: blob === chosen ? chosen.name : "photo.jpg", names, consentAt: new Date().toISOString() };
    picker.value = "";
    try {
      await store.keepSheet(record);
      await store.keepFile(file);
    } catch {
      complain(text.unsaved);
      return;
    }
    draw(file);
    send();
  });

  /* ---- sending ---- */

  let timer = null;
  let failures = 0;

  const send = async () => {
    clearTimeout(timer);
    if (!keeps) return;
    if (record.ready) show(text.sending);
    try {
      const answer = await store.send(key, draw);
      failures = 0;
      if (answer?.next) {
        over = true;
        show(say(text.sent, answer.clock));
        location.assign(answer.next);
      } else if (answer?.message) {
        record.ready = false;
        show(answer.message, true);
      }
    } catch (problem) {
      if (problem instanceof store.SignedOut) show(text.signedOut, true);
      else if (problem instanceof store.NoNetwork) show(text.offline, true);
      else throw problem;
      failures += 1;
      timer = setTimeout(send, Math.min(30, 2 ** failures) * 1000);
    }
  };

  form.addEventListener("submit", async (event) => {
    if (!keeps) return; // as without the script
    event.preventDefault();
    const open = criteria.filter(isOpen);
    if (open.length) {
      show(say(text.unfilled, open.length), true);
      open[0].querySelector("input").focus();
      return;
    }
    record.observedAt ||= new Date().toISOString();
    record.ready = true;
    record.fields = collect();
    try {
      await store.keepSheet(record);
    } catch {
      keeps = false;
      form.submit();
      return;
    }
    send();
  });

  await begin();
  tally();
  // Chosen here rather than at every keystroke: what is typed is kept a moment after the last key, and before leaving.
  let typing = null;
  form.addEventListener("input", (event) => {
    if (event.target === picker) return;
    clearTimeout(typing);
    typing = setTimeout(save, event.target.type === "radio" || event.target.type === "checkbox" ? 0 : 400);
  });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  window.addEventListener("online", () => { failures = 0; send(); });
  form.noValidate = true;
  form.dataset.begun = "";

  /* ---- the page itself without a network ---- */

  // Kept by the page, not by the worker: only what somebody opened to observe, and only until it is handed in.
  const keepPage = async () => {
    if (!("caches" in self) || !navigator.onLine) return;
    window.xingchuangKeep?.();
    const cache = await caches.open(store.CACHE);
    const page = await fetch(location.pathname);
    if (!page.ok || page.redirected) return;
    await cache.put(location.pathname, page);
    const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src], .anchor-picture")].map((each) => each.href || each.src);
    for (const part of [...parts, new URL(text.store, location).href]) {
      const answer = await fetch(part).catch(() => null);
      if (answer?.ok) await cache.put(new URL(part).pathname, answer);
    }
    form.dataset.kept = "";
  };
  keepPage().catch(() => { /* no room on the phone: the sheet then needs a network to be opened, not to be written */ });
  if (record.ready || (await store.filesOf(key).catch(() => [])).some((file) => !file.sentAt && !file.refused)) send();
})();
