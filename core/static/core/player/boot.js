// Puts a start button on every clip of the page, also of clips that come later, and fetches the player itself, its script
// and its buttons, only when one is near or touched. Without it, or when the player cannot be fetched, a clip is the browser's plain film.
(() => {
  const urls = document.currentScript.dataset;
  const parts = document.getElementById("player-parts").content;
  const players = new WeakMap();

  let fetched = null;
  const pieces = () => fetched ??= fetch(urls.pieces).then((answer) => {
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    return answer.text();
  }).then((text) => {
    const held = document.createElement("template");
    held.innerHTML = text;
    return held.content;
  }).catch((problem) => { fetched = null; throw problem; });

  const wake = (root) => {
    if (!players.has(root)) players.set(root, Promise.all([import(urls.player), pieces()]).then(([module, held]) => module.upgrade(root, held, urls)));
    return players.get(root).catch((problem) => {
      players.delete(root);
      root.querySelector(".player-start")?.remove();
      for (const video of root.querySelectorAll("video")) video.controls = true;
      throw problem;
    });
  };

  const near = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      near.unobserve(entry.target);
      wake(entry.target).catch(() => {});
    }
  }, { rootMargin: "300px" });

  const ready = (root) => {
    if (root.dataset.ready) return;
    root.dataset.ready = "waiting";
    for (const video of root.querySelectorAll("video")) video.controls = false;
    const start = parts.querySelector(".player-start").cloneNode(true);
    start.setAttribute("aria-label", start.dataset.label.replace("%s", root.dataset.title));
    root.querySelector(".player-main").append(start);
    const play = () => wake(root).then((player) => player.play(), () => root.querySelector("video").play());
    start.addEventListener("click", play);
    root.querySelector("video").addEventListener("click", () => root.dataset.ready === "waiting" && play());
    if (root.classList.contains("player-large")) near.observe(root);
  };

  const look = (place) => place.querySelectorAll?.(".player").forEach(ready);
  look(document);
  // Answers of the phrasebook come while one types.
  new MutationObserver((changes) => {
    for (const change of changes) for (const node of change.addedNodes) if (node.nodeType === 1) look(node.parentNode ?? node);
  }).observe(document.body, { childList: true, subtree: true });
})();
