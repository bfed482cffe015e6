// Pointing at a picture with mouse or finger. The answer stays in the radio buttons or check boxes of the list beside it:
// without this script they are what one uses, and with it they are what the keyboard and the screen reader use.

const NEAR = 22; // Pixels a finger may miss a small area by.

const boxOf = (shape) => document.getElementById(shape.dataset.for);

const distance = (shape, x, y) => {
  const box = shape.getBoundingClientRect();
  return Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom));
};

const nearest = (shapes, x, y) => {
  const [found] = shapes.map((shape) => [distance(shape, x, y), shape]).sort((one, other) => one[0] - other[0]);
  return found && found[0] <= NEAR ? found[1] : null;
};

const connect = (map) => {
  const shapes = [...map.querySelectorAll("[data-for]")];
  if (!shapes.length) return;
  const limit = Number(map.dataset.limit);
  const boxes = shapes.map(boxOf);

  const show = () => {
    const full = limit > 1 && boxes.filter((box) => box.checked).length >= limit;
    shapes.forEach((shape, place) => {
      shape.classList.toggle("is-chosen", boxes[place].checked);
      shape.classList.toggle("is-focused", boxes[place].matches(":focus-visible"));
      // One more than may be chosen would earn nothing.
      boxes[place].disabled = full && !boxes[place].checked;
    });
  };

  map.querySelector(".quiz-map-picture").addEventListener("click", (event) => {
    const shape = event.target.closest("[data-for]") ?? nearest(shapes, event.clientX, event.clientY);
    // The click makes the browser send input and change, as from a hand.
    if (shape) boxOf(shape).click();
  });
  for (const kind of ["change", "focusin", "focusout"]) map.addEventListener(kind, show);
  map.closest("fieldset.quiz-question")?.addEventListener("quiz:written", show);
  map.classList.add("is-live");
  show();
};

document.querySelectorAll(".quiz-map").forEach(connect);
