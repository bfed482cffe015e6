// What is done in a lesson shows at once: the mark of the block and what the foot says is left. Drills and dialogues
// tell it by an event: document.dispatchEvent(new CustomEvent("lesson:done", { detail: { block: id } })).
(() => {
  const doneMark = document.getElementById("part-done");

  document.addEventListener("lesson:done", (event) => {
    const box = document.getElementById(`block-${event.detail.block}`);
    if (!box) return;
    box.removeAttribute("data-left");
    box.querySelector(".part-state")?.replaceChildren(doneMark.content.cloneNode(true));
    showFoot();
  });

  // A player tells where one is; once the clip is seen, every block of the lesson that shows it is done.
  document.addEventListener("player:place", ({ target, detail }) => {
    if (!detail.done) return;
    for (const player of document.querySelectorAll(".lesson-block .player")) {
      if (player.dataset.save === target.dataset.save) {
        document.dispatchEvent(new CustomEvent("lesson:done", { detail: { block: blockOf(player) } }));
      }
    }
  });

  function showFoot() {
    const foot = document.querySelector(".step-left");
    if (!foot) return;
    const left = document.querySelectorAll("[data-left]");
    if (left.length) {
      foot.hash = left[0].id;
      foot.querySelector(".num").textContent = left.length;
      return;
    }
    foot.parentElement.querySelector("form[hidden]").hidden = false;
    foot.remove();
  }

  // A check is answered in place. What the server refuses goes the ordinary way of a form, which shows the sentence.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const check = form.closest("[data-check]");
    if (!check) return;
    event.preventDefault();
    const button = form.querySelector("button");
    if (button.getAttribute("aria-disabled")) return;
    button.setAttribute("aria-disabled", "true");
    form.querySelector(".field-error")?.remove();
    let shown = null, offline = false;
    try {
      const answer = await fetch(form.action, {
        method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" },
      });
      if (answer.ok && !answer.redirected) shown = await answer.text();
    } catch { offline = true; }
    button.removeAttribute("aria-disabled");
    if (offline) { form.append(document.getElementById("part-offline").content.cloneNode(true)); return; }
    if (shown === null) { form.submit(); return; }
    const holder = document.createElement("template");
    holder.innerHTML = shown;
    const answered = holder.content.firstElementChild;
    answered.querySelector("[data-again]").addEventListener("click", (click) => {
      click.preventDefault();
      form.reset();
      answered.replaceWith(form);
      form.querySelector("input").focus();
    });
    form.replaceWith(answered);
    answered.focus();
    document.dispatchEvent(new CustomEvent("lesson:done", { detail: { block: blockOf(check) } }));
  });

  function blockOf(element) {
    return element.closest("[id^='block-']").id.slice("block-".length);
  }
})();
