// Shows what the rule would do a moment after something was changed. Without it the button does the same.
(() => {
  const form = document.getElementById("rule-form");
  const plan = document.getElementById("plan");
  if (!form || !plan) return;
  let timer = 0;
  let latest = 0;
  const show = async () => {
    const mine = ++latest;
    const asked = new FormData(form);
    asked.delete("mark");
    try {
      const answer = await fetch(location.href, { method: "POST", body: asked, headers: { "X-Part": "plan" }, credentials: "same-origin" });
      if (!answer.ok || mine !== latest) return;
      plan.innerHTML = await answer.text();
      plan.classList.remove("is-old");
    } catch {
      // The network dropped: what is shown stays marked as old, and the button asks again.
    }
  };
  form.addEventListener("input", () => {
    // What is shown is no longer what is entered: it cannot be agreed to any more.
    plan.classList.add("is-old");
    plan.querySelector("button[name=mark]")?.setAttribute("disabled", "");
    clearTimeout(timer);
    timer = setTimeout(show, 600);
  });
})();
