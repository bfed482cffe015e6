/* The button "Draft the readings" in the editor of a phrase or a term: fills what is empty and nothing else. */
(() => {
  const SOURCES = { phrase: { text: "text", english: "english" }, term: { text: "name" } };

  function field(form, name) {
    return form.elements.namedItem(name);
  }

  function isEmpty(input) {
    return Boolean(input) && !input.value.trim();
  }

  function fill(form, drafts) {
    let filled = 0;
    for (const [name, draft] of Object.entries(drafts)) {
      const input = field(form, name);
      if (draft && isEmpty(input)) {
        input.value = draft;
        // The editor counts unsaved changes, and a field grows with its text, on these.
        input.dispatchEvent(new Event("input", { bubbles: true }));
        input.dispatchEvent(new Event("change", { bubbles: true }));
        filled += 1;
      }
    }
    return filled;
  }

  async function draft(box) {
    const form = box.closest("form");
    const data = new FormData();
    data.append("csrfmiddlewaretoken", field(form, "csrfmiddlewaretoken").value);
    data.append("kind", box.dataset.kind);
    for (const [name, source] of Object.entries(SOURCES[box.dataset.kind])) {
      data.append(name, field(form, source).value);
    }
    const answer = await fetch(box.dataset.url, { method: "POST", body: data, credentials: "same-origin" });
    if (!answer.ok) throw new Error(String(answer.status));
    return fill(form, await answer.json());
  }

  function begin(box) {
    const button = box.querySelector("button");
    const said = box.querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", async () => {
      button.disabled = true;
      said.textContent = "";
      try {
        said.textContent = (await draft(box)) ? box.dataset.done : box.dataset.nothing;
      } catch {
        said.textContent = box.dataset.failed;
      }
      button.disabled = false;
      button.focus();
    });
  }

  function beginAll() {
    document.querySelectorAll("[data-draft-readings]").forEach(begin);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", beginAll);
  else beginAll();
})();
