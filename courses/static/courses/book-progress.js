// Asks how far the book is and says so; when it is done or failed, the page is loaded anew and shows what to do next.
(() => {
  const box = document.getElementById("printing");
  if (!box) return;
  const bar = box.querySelector("progress");
  const words = document.getElementById("printing-words");
  let wait = 1000;
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const now = await answer.json();
      if (!now.under_way) { location.reload(); return; }
      if (now.total) { bar.max = now.total; bar.value = now.done; }
      if (words.textContent !== now.words) words.textContent = now.words;
      wait = 1000;
    } catch {
      // The network dropped: the printing goes on without us, so ask again, more and more rarely.
      wait = Math.min(wait * 2, 30000);
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
