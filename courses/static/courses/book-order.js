// Narrows the list of entries while typing; ticks stay as they are, also those of lines that are out of sight.
(() => {
  const field = document.querySelector(".book-filter");
  if (!field) return;
  field.hidden = false;
  const groups = [...document.querySelectorAll(".book-group")];
  field.querySelector("input").addEventListener("input", (event) => {
    const wanted = event.target.value.trim().toLowerCase();
    for (const group of groups) {
      let shown = 0;
      for (const line of group.querySelectorAll(".choice")) {
        line.hidden = !line.textContent.toLowerCase().includes(wanted);
        shown += !line.hidden;
      }
      group.hidden = !shown;
    }
  });
  for (const group of groups) {
    const all = group.querySelector(".book-all");
    all.hidden = false;
    all.querySelector("button").addEventListener("click", () => {
      // What is out of sight was not meant.
      const boxes = [...group.querySelectorAll(".choice:not([hidden]) input")];
      const tick = !boxes.every((box) => box.checked);
      for (const box of boxes) box.checked = tick;
    });
  }
  // Enter in the search would send the order.
  field.querySelector("input").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
})();
