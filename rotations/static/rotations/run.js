// Asks how far the planner is and shows it; when it has ended, the page is loaded anew and shows what to do next.
(() => {
  const box = document.getElementById("working");
  if (!box) return;
  const bar = box.querySelector("progress");
  const words = document.getElementById("working-words");
  const now = document.getElementById("working-now");
  let wait = 800, shown = "";
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.state, { headers: { Accept: "application/json" }, credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.status);
      const state = await answer.json();
      if (!state.under_way) { location.reload(); return; }
      bar.value = state.seconds;
      if (words.textContent !== state.words) words.textContent = state.words;
      if (shown !== state.html) { now.innerHTML = state.html; shown = state.html; }
      wait = 800;
    } catch {
      // The network dropped: the planner goes on without us, so ask again, more and more rarely.
      wait = Math.min(wait * 2, 30000);
    }
    setTimeout(look, wait);
  };
  setTimeout(look, wait);
})();
