// Asks how far the work on a file is and says so; when it has ended, the page is loaded anew and shows what came of it.
(() => {
  const box = document.getElementById("working");
  if (!box) return;
  const bar = box.querySelector("progress");
  const words = document.getElementById("working-words");
  let wait = 700;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      if (!now.under_way || now.state !== box.dataset.shown) { location.reload(); return; }
      if (now.total) { bar.max = now.total; bar.value = now.done; }
      if (words.textContent !== now.words) words.textContent = now.words;
      wait = 700;
    } catch {
      // The network dropped: the work goes on without us, so ask again, more and more rarely.
      wait = Math.min(wait * 2, 30000);
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
