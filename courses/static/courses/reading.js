// How far down a lesson somebody has come, and which part of it they speak about.
(() => {
  const script = document.currentScript;
  const blocks = [...document.querySelectorAll(".lesson-block[id]")];
  if (!blocks.length || !("IntersectionObserver" in window)) return;
  let furthest = -1, current = null;

  const watcher = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      const place = blocks.indexOf(entry.target);
      furthest = Math.max(furthest, place);
      current = entry.target;
      // The bottom of the lesson is the form itself: what was read last stays what is meant.
    }
  }, { rootMargin: "-30% 0px -30% 0px" });
  blocks.forEach((block) => watcher.observe(block));

  const form = document.querySelector(".remark-form");
  const name = (block) => (block.innerText || "").trim().replace(/\s+/g, " ").slice(0, 24);
  form?.addEventListener("focusin", () => {
    const place = form.querySelector(".remark-place");
    const target = location.hash.startsWith("#block-") && document.querySelector(location.hash) || current;
    if (!target || form.block.value || !name(target)) return;
    form.block.value = target.id.slice(6);
    place.textContent = `${place.dataset.said} ${name(target)}…`;
    place.hidden = false;
  });

  const address = script.dataset.reached;
  if (!address) return;
  let told = -1;
  const tell = () => {
    if (furthest <= told) return;
    told = furthest;
    const data = new FormData();
    data.append("block", blocks[furthest].id.slice(6));
    data.append("csrfmiddlewaretoken", form?.querySelector("[name=csrfmiddlewaretoken]")?.value || "");
    navigator.sendBeacon(address, data);
  };
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(); });
  addEventListener("pagehide", tell);
})();
