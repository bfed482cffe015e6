// Copies a secret address; without JavaScript it is selected by hand. Browsers allow it on safe origins only.
for (const button of document.querySelectorAll("[data-copy]")) {
  const address = button.parentElement.querySelector("input");
  address.addEventListener("focus", () => address.select());
  if (!navigator.clipboard) continue;
  const said = button.querySelector("span");
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(address.value);
    said.textContent = said.dataset.done;
    said.setAttribute("role", "status");
  });
}
