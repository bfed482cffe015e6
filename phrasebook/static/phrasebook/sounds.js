// Phrases of a lesson are heard at a press, and slowly when they are pressed once more. Without it the link opens the file.
(() => {
  const player = new Audio();
  let playing = null;
  const mark = (button) => {
    playing?.setAttribute("aria-pressed", "false");
    playing = button;
    playing?.setAttribute("aria-pressed", "true");
  };
  for (const event of ["ended", "error"]) player.addEventListener(event, () => mark(null));

  const play = (button) => {
    const slow = button.dataset.slow && button.dataset.next === "slow";
    button.dataset.next = slow ? "" : "slow";
    for (const film of document.querySelectorAll("video, audio")) film.pause();
    player.pause();
    player.src = slow ? button.dataset.slow : button.href;
    mark(button);
    player.play().catch(() => { /* another was pressed, or the error event has said so */ });
  };

  for (const button of document.querySelectorAll(".heard .sound")) {
    button.setAttribute("role", "button");
    button.setAttribute("aria-pressed", "false");
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".heard .sound");
    if (!button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    play(button);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== " " || !event.target.matches?.(".heard .sound")) return;
    event.preventDefault();
    play(event.target);
  });
})();
