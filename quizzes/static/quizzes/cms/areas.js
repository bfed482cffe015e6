// The board on which the areas of a picture are drawn. The fields below stay what is saved: the board reads them whenever
// they change and writes into them what was drawn, so that every area can be typed as well.
(() => {
  const SVG = "http://www.w3.org/2000/svg";
  const SMALLEST = 1; // Per cent: less is a click, not a shape.
  const round = (number) => Math.round(Math.min(100, Math.max(0, number)) * 10) / 10;
  const numbersOf = (coords) => coords.split(",").map(Number);

  const element = (name, attributes = {}) => {
    const made = document.createElementNS(SVG, name);
    for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
    return made;
  };

  const html = (name, className, text = "") => Object.assign(document.createElement(name), { className, textContent: text });

  // An area as SVG, and its middle; null for numbers that are no shape.
  const draw = ({ shape, coords }, ratio) => {
    const numbers = numbersOf(coords);
    if (!coords.trim() || numbers.some(Number.isNaN)) return null;
    const [a, b, c, d] = numbers;
    if (shape === "rect" && numbers.length === 4) return [element("rect", { x: a, y: b, width: Math.max(0, c - a), height: Math.max(0, d - b) }), (a + c) / 2, (b + d) / 2];
    if (shape === "circle" && numbers.length === 3) return [element("ellipse", { cx: a, cy: b, rx: Math.abs(c), ry: Math.abs(c) * ratio }), a, b];
    if (shape !== "poly" || numbers.length < 6 || numbers.length % 2) return null;
    const corners = numbers.flatMap((x, place) => (place % 2 ? [] : [[x, numbers[place + 1]]]));
    const middle = (place) => corners.reduce((sum, corner) => sum + corner[place], 0) / corners.length;
    return [element("polygon", { points: corners.join(" ") }), middle(0), middle(1)];
  };

  class Board {
    constructor(block, meta) {
      this.areas = block.childBlocks.areas;
      this.meta = meta;
      this.shape = "rect";
      this.picked = null;
      this.corners = [];
      this.build(block);
    }

    build(block) {
      this.root = html("div", "area-board");
      this.first = html("p", "help", this.meta.chooseFirst);
      this.tools = html("div", "area-board-shapes");
      for (const [shape, label] of Object.entries(this.meta.shapes)) {
        const button = html("button", "button button-small button-secondary", label);
        button.type = "button";
        button.dataset.shape = shape;
        button.addEventListener("click", () => { this.shape = shape; this.corners = []; this.show(); });
        this.tools.append(button);
      }
      this.stage = html("div", "area-board-stage");
      this.stage.tabIndex = -1;
      this.image = html("img");
      this.image.alt = "";
      this.image.draggable = false;
      this.layer = element("svg", { "aria-hidden": "true" });
      this.stage.append(this.image, this.layer);
      this.how = html("p", "help area-board-how", this.meta.how);
      this.how.setAttribute("role", "status");
      this.root.append(this.first, this.tools, this.stage, this.how);
      const place = this.areas.container[0] ?? this.areas.container;
      (place.closest("[data-contentpath]") ?? place).before(this.root);
      this.listen(block);
    }

    listen(block) {
      const chooser = () => block.childBlocks.picture.getState();
      const look = () => {
        const chosen = chooser();
        const pk = chosen && (chosen.id ?? chosen);
        if (pk !== this.pk) {
          this.pk = pk;
          if (pk) this.image.src = this.meta.pictureUrl.replace("/0/", `/${pk}/`);
        }
        this.show();
      };
      this.image.addEventListener("load", () => this.show());
      const form = this.root.parentElement;
      for (const kind of ["input", "change"]) form.addEventListener(kind, look);
      // The chooser and the list change the page without an event of their own.
      let waiting = null;
      new MutationObserver((changes) => {
        if (changes.every((change) => this.root.contains(change.target))) return;
        clearTimeout(waiting);
        waiting = setTimeout(look, 50);
      }).observe(form, { childList: true, subtree: true, attributes: true, attributeFilter: ["src", "value"] });
      this.stage.addEventListener("pointerdown", (event) => this.down(event));
      this.stage.addEventListener("pointermove", (event) => this.move(event));
      this.stage.addEventListener("pointerup", (event) => this.up(event));
      this.stage.addEventListener("keydown", (event) => this.key(event));
      look();
    }

    get ratio() { return this.image.naturalWidth / this.image.naturalHeight || 1; }

    at(event) {
      const box = this.image.getBoundingClientRect();
      return [round((100 * (event.clientX - box.left)) / box.width), round((100 * (event.clientY - box.top)) / box.height)];
    }

    down(event) {
      if (event.button) return;
      event.preventDefault();
      this.stage.focus({ preventScroll: true });
      this.start = this.at(event);
      if (this.shape !== "poly") this.stage.setPointerCapture(event.pointerId);
    }

    move(event) {
      if (!this.start || this.shape === "poly") return;
      this.fresh = { shape: this.shape, coords: this.coords(this.start, this.at(event)) };
      this.show();
    }

    coords([x, y], [to, down]) {
      if (this.shape === "rect") return [Math.min(x, to), Math.min(y, down), Math.max(x, to), Math.max(y, down)].join(", ");
      return [x, y, round(Math.hypot(to - x, (down - y) / this.ratio))].join(", ");
    }

    up(event) {
      if (!this.start) return;
      const [from, to] = [this.start, this.at(event)];
      this.start = null;
      const tiny = Math.hypot(to[0] - from[0], to[1] - from[1]) < SMALLEST;
      if (this.shape === "poly") this.corner(to);
      else if (tiny) this.pick(event);
      else this.keep({ shape: this.shape, coords: this.coords(from, to) });
      this.fresh = this.shape === "poly" ? this.fresh : null;
      this.show();
    }

    corner(point) {
      const [first] = this.corners;
      const closes = this.corners.length >= 3 && Math.hypot(point[0] - first[0], point[1] - first[1]) < 2;
      if (closes) this.close();
      else this.corners.push(point);
    }

    close() {
      if (this.corners.length < 3) return;
      const coords = this.corners.map((corner) => corner.join(", ")).join(", ");
      this.corners = [];
      this.keep({ shape: "poly", coords });
    }

    key(event) {
      if (event.key === "Enter") this.close();
      else if (event.key === "Escape") { this.corners = []; this.picked = null; }
      else return;
      event.preventDefault();
      this.show();
    }

    pick(event) {
      const shape = document.elementsFromPoint(event.clientX, event.clientY).find((one) => one.dataset?.place);
      this.picked = shape ? this.areas.children[Number(shape.dataset.place)] : null;
    }

    // Into the area picked, else into the first that has none yet, else into a new one.
    keep(drawn) {
      const empty = this.areas.children.find((child) => !child.block.childBlocks.coords.getValue().trim());
      const target = this.picked ?? empty;
      this.picked = null;
      if (target) {
        target.block.childBlocks.shape.setState(drawn.shape);
        target.block.childBlocks.coords.setState(drawn.coords);
      } else {
        this.areas.insert({ name: "", right: false, ...drawn }, this.areas.children.length, { animate: true });
      }
    }

    show() {
      const ready = Boolean(this.pk);
      this.first.hidden = ready;
      for (const part of [this.tools, this.stage, this.how]) part.hidden = !ready;
      for (const button of this.tools.children) button.setAttribute("aria-pressed", String(button.dataset.shape === this.shape));
      const plane = element("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none" });
      const numbers = [];
      this.areas.children.forEach((child, place) => {
        const area = child.block.getValue();
        const found = draw(area, this.ratio);
        if (!found) return;
        const [shape, x, y] = found;
        shape.dataset.place = place;
        shape.classList.toggle("is-right", Boolean(area.right));
        shape.classList.toggle("is-picked", child === this.picked);
        plane.append(shape);
        const number = element("text", { x: `${x}%`, y: `${y}%` });
        number.textContent = place + 1;
        numbers.push(number);
      });
      const fresh = this.fresh && draw(this.fresh, this.ratio);
      if (fresh) { fresh[0].classList.add("is-new"); plane.append(fresh[0]); }
      if (this.corners.length) plane.append(Object.assign(element("polyline", { points: this.corners.join(" "), class: "is-new" })));
      this.layer.replaceChildren(plane, ...numbers);
      const name = this.picked?.block.childBlocks.name.getValue();
      this.how.textContent = this.picked ? this.meta.picked.replace("%s", name || this.areas.children.indexOf(this.picked) + 1) : this.meta.how;
    }
  }

  class HotspotBlockDefinition extends window.wagtailStreamField.blocks.StructBlockDefinition {
    render(placeholder, prefix, initialState, initialError, ...rest) {
      const block = super.render(placeholder, prefix, initialState, initialError, ...rest);
      new Board(block, this.meta.board);
      return block;
    }
  }

  window.telepath.register("quizzes.HotspotBlock", HotspotBlockDefinition);
})();
