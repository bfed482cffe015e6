// On every page: "/" opens the phrasebook over it, clips that were played are kept for the time without a network, and
// what is kept on the device belongs to one person and goes when they sign out. Everything else is fetched when asked.
(() => {
  const config = document.currentScript.dataset;
  const RECENT = "phrasebook-recent", READER = "phrasebook-reader";
  const worker = navigator.serviceWorker;
  const store = (act) => { try { return act(localStorage); } catch { return null; /* a private window */ } };

  // All that is kept of the phrasebook and of what somebody looked up; not the colours, nor answers waiting to be sent.
  function forget() {
    store((kept) => { kept.removeItem(RECENT); kept.removeItem(READER); });
    worker?.controller?.postMessage({ type: "forget" });
    if ("caches" in self) caches.keys().then((names) => names.filter((name) => /^hall-(entries|clips|page|sheets|attempt)/.test(name)).forEach((name) => caches.delete(name)));
  }

  const before = store((kept) => kept.getItem(READER));
  // Without a reader in the address book of the page (the page for no network) nobody came and nobody went.
  if (config.reader !== undefined && before !== null && before !== config.reader) forget();
  if (config.reader) store((kept) => kept.setItem(READER, config.reader));
  if (!config.index) return;

  document.addEventListener("submit", (event) => {
    const leads = event.submitter?.hasAttribute("formaction") ? event.submitter.formAction : event.target.action;
    if (leads && new URL(leads).pathname === config.leave) forget();
  });

  document.addEventListener("play", (event) => {
    const source = event.target.currentSrc || event.target.src;
    if (source && new URL(source).origin === location.origin) worker?.controller?.postMessage({ type: "keep", url: source });
  }, true);

  window.xingchuangKeep = () => {
    if (!worker || !config.reader) return;
    worker.register(config.worker).then(() => worker.ready).then((ready) => ready.active.postMessage({ type: "refresh" })).catch(() => {});
  };

  let dialog = null;
  async function open() {
    const box = document.querySelector("main [data-lookup] input[type=search]");
    if (box) { box.focus(); box.select(); return; }
    if (!dialog) {
      dialog = make();
      document.body.append(dialog);
      for (const href of config.styles.split(" ")) if (!document.querySelector(`link[href="${href}"]`)) document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href }));
    }
    if (!dialog.open) dialog.showModal();
    const input = dialog.querySelector("input");
    input.focus();
    input.select();
    if (dialog.ready) return;
    dialog.ready = true;
    const [counter] = await Promise.all([import(config.counter), config.answers || learnTheRest()]);
    counter.attach(dialog);
  }

  // Where all lies and what is said without a network stands on the pages of the phrasebook only; any other page takes
  // it from the page for no network, which this device may keep.
  async function learnTheRest() {
    const answer = await fetch(config.offlinePage);
    if (answer.redirected) { location.reload(); return; } // signed out meanwhile
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    Object.assign(config, { ...page.getElementById("lookup-script").dataset, ...config });
  }

  // By hand, so that no page carries it that does not need it.
  function make() {
    const shell = Object.assign(document.createElement("dialog"), { className: "lookup" });
    shell.dataset.lookup = "";
    shell.innerHTML = '<form class="search-form" method="get" role="search"><input type="search" name="q" maxlength="60" autocomplete="off" autocapitalize="none" spellcheck="false" enterkeyhint="search"><button class="btn" type="button"></button></form><p class="visually-hidden" role="status" data-said></p><div data-results tabindex="-1"></div>';
    shell.setAttribute("aria-label", config.title);
    const [form, input, close] = ["form", "input", "button"].map((name) => shell.querySelector(name));
    form.action = config.index;
    input.setAttribute("aria-label", config.label);
    input.placeholder = config.label;
    close.textContent = config.close;
    close.addEventListener("click", () => shell.close());
    // At once: the first Escape in a search box would only empty it.
    shell.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      shell.close();
    });
    // A press beside it closes it too.
    shell.addEventListener("click", (event) => { if (event.target === shell) shell.close(); });
    return shell;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const at = event.target;
    if (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
})();
