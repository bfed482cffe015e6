// Enter in the number leads to its unit; without this it would mean "done with this question".

for (const root of document.querySelectorAll(".quiz-numeric")) {
  const [number, unit] = root.querySelectorAll("input");
  if (!unit) continue;
  number.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || unit.value.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    unit.focus();
  });
}
