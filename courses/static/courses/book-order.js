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
  // Enter in the search would send the order.
  field.querySelector("input").addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
})();
