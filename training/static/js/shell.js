// In the head and blocking, so that the chosen colours are there before the first paint.
(() => {
  const root = document.documentElement;
  const read = () => { try { return localStorage.getItem("theme"); } catch { return null; } };
  const show = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  // As {% icon %} writes it; where the sprite is, any other picture of the page knows.
  const icon = (name) => {
    const drawn = document.querySelector("svg.icon, svg.logo").cloneNode(true);
    drawn.setAttribute("class", "icon");
    const use = drawn.querySelector("use");
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
    return drawn;
  };
  show(read());
  root.classList.add("js");

  document.addEventListener("DOMContentLoaded", () => {
    const themes = document.getElementById("theme-switch");
    if (themes) {
      const chosen = root.dataset.theme || "auto";
      for (const [theme, picture] of [["auto", "sun-moon"], ["light", "sun"], ["dark", "moon"]]) {
        const radio = Object.assign(document.createElement("input"), { type: "radio", name: "theme", value: theme, checked: theme === chosen });
        const label = document.createElement("label");
        label.append(radio, icon(picture), themes.dataset[theme]);
        themes.append(label);
      }
      themes.hidden = false;
      themes.addEventListener("change", (event) => {
        show(event.target.value);
        try { localStorage.setItem("theme", event.target.value); } catch { /* private window: for this page only */ }
      });
    }
    // The error summary is read out first when a form comes back.
    document.querySelector(".error-summary")?.focus();
  });

  // A table wider than the screen must be reachable by keyboard to be scrolled, and then it needs a name. Its width is
  // known only when the style sheets are there.
  addEventListener("load", () => {
    // The row of the places of work is longer than a phone is wide, and so are many tabs: show where the reader stands.
    for (const row of document.querySelectorAll(".work-nav, .tabs")) {
      const here = row.querySelector("[aria-current]");
      if (here) row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + 48;
    }
    for (const wrap of document.querySelectorAll(".table-wrap:not([tabindex])")) {
      if (wrap.scrollWidth <= wrap.clientWidth && wrap.scrollHeight <= wrap.clientHeight) continue;
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "group");
      const caption = wrap.querySelector("caption");
      if (caption) wrap.setAttribute("aria-label", caption.textContent.trim());
    }
  });

  // A menu closes by Escape and by a press beside it, as people expect of one.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  });
  document.addEventListener("click", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
})();
