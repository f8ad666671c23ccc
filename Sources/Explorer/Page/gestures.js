// Pointer, wheel, fingers and keys on the map.
import { announce, byId } from "./dom.js";

/// Pixels within which a pointer means a point.
const reach = 14;
const still = 4;

export class Gestures {
  /// - actions: select(polygon, mode), toggle(place), open(place), hover(place), probe(x, y, ends).
  constructor(view, state, actions) {
    [this.view, this.state, this.actions] = [view, state, actions];
    this.target = byId("map");
    this.pointers = new Map();
    const on = (name, handler, options) => this.target.addEventListener(name, handler, options);
    on("pointerdown", (event) => this.#down(event));
    on("pointermove", (event) => this.#move(event));
    on("pointerup", (event) => this.#up(event));
    on("pointercancel", (event) => this.#cancel(event));
    on("pointerleave", () => this.actions.hover(-1));
    on("wheel", (event) => this.#wheel(event), { passive: false });
    on("dblclick", (event) => this.#zoomAt(event, event.shiftKey ? 0.5 : 2));
    on("keydown", (event) => this.#key(event));
  }

  get tool() {
    return document.querySelector("input[name=tool]:checked").value;
  }

  setTool(name) {
    const input = document.querySelector(`input[name=tool][value=${name}]`);
    if (!input || input.closest("[hidden]")) return;
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    announce(`${input.nextElementSibling.textContent} tool`);
  }

  /// Decoding is offered where a model makes images of the map's places.
  allowProbe(isAllowed) {
    byId("probe-tool").hidden = !isAllowed;
    if (!isAllowed && this.tool === "probe") this.setTool("pan");
  }

  #place(event) {
    const box = this.target.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  #down(event) {
    if (event.button > 0) return;
    this.target.setPointerCapture(event.pointerId);
    this.pointers.set(event.pointerId, this.#place(event));
    this.start = this.#place(event);
    this.hasMoved = false;
    if (this.pointers.size === 2) {
      this.view.line = null;
      this.spread = this.#spread();
    } else if (this.tool === "lasso" || this.tool === "box") {
      this.view.line = [this.view.camera.toMap(...this.start)];
    }
  }

  #move(event) {
    const at = this.#place(event);
    const before = this.pointers.get(event.pointerId);
    if (!before) return this.#hover(at);
    this.pointers.set(event.pointerId, at);
    if (this.pointers.size === 2) return this.#pinch();
    if (Math.hypot(at[0] - this.start[0], at[1] - this.start[1]) > still) this.hasMoved = true;
    if (this.view.line) return this.#extend(at);
    if (!this.hasMoved) return;
    if (this.tool === "probe") return this.actions.probe(...this.view.camera.toMap(...at));
    this.view.camera.move(at[0] - before[0], at[1] - before[1]);
    this.view.changed();
  }

  #extend(at) {
    const { camera } = this.view;
    if (this.tool === "box") {
      const [x0, y0] = camera.toMap(...this.start);
      const [x1, y1] = camera.toMap(...at);
      this.view.line = [[x0, y0], [x1, y0], [x1, y1], [x0, y1]];
    } else {
      this.view.line.push(camera.toMap(...at));
    }
    this.view.redraw();
  }

  #up(event) {
    if (!this.pointers.delete(event.pointerId)) return;
    const line = this.view.line;
    this.view.line = null;
    if (this.pointers.size > 0) return;
    if (line && this.hasMoved && line.length >= 3) {
      this.actions.select(line, event.shiftKey ? "add" : event.altKey ? "remove" : "replace");
    } else if (!this.hasMoved) {
      this.#click(event);
    }
    this.view.redraw();
  }

  #cancel(event) {
    this.pointers.delete(event.pointerId);
    this.view.line = null;
    this.view.redraw();
  }

  #click(event) {
    const at = this.#place(event);
    if (this.tool === "probe") return this.actions.probe(...this.view.camera.toMap(...at));
    const found = this.#under(at);
    if (found < 0) return;
    if (event.shiftKey || event.altKey || event.ctrlKey || event.metaKey) this.actions.toggle(found);
    else this.actions.open(found);
  }

  #under(at) {
    return this.view.index ? this.view.index.nearest(this.view.camera, ...at, reach) : -1;
  }

  #hover(at) {
    if (this.tool === "probe") this.actions.probe(...this.view.camera.toMap(...at));
    this.actions.hover(this.#under(at), at);
  }

  #spread() {
    const [a, b] = [...this.pointers.values()];
    return {
      middle: [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2],
      distance: Math.hypot(a[0] - b[0], a[1] - b[1]),
    };
  }

  #pinch() {
    const [old, now] = [this.spread, this.#spread()];
    this.hasMoved = true;
    this.view.camera.move(now.middle[0] - old.middle[0], now.middle[1] - old.middle[1]);
    if (old.distance > 0) this.view.camera.zoom(now.distance / old.distance, ...now.middle);
    this.spread = now;
    this.view.changed();
  }

  #wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 18 : 1;
    this.#zoomAt(event, Math.exp(-Math.max(-240, Math.min(240, event.deltaY * lines)) / 400));
  }

  #zoomAt(event, factor) {
    this.view.camera.zoom(factor, ...this.#place(event));
    this.view.changed();
  }

  #key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { camera } = this.view;
    const step = 60;
    const moves = {
      ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step],
    };
    const actions = {
      "+": () => camera.zoom(1.4), "=": () => camera.zoom(1.4), "-": () => camera.zoom(1 / 1.4),
      0: () => this.actions.fit(), n: () => this.#step(1), p: () => this.#step(-1),
      " ": () => this.#withCurrent((place) => this.actions.toggle(place)),
      Enter: () => this.#withCurrent((place) => this.actions.open(place)),
      v: () => this.actions.selectView(), Escape: () => this.actions.clear(),
      m: () => this.setTool("pan"), l: () => this.setTool("lasso"), b: () => this.setTool("box"),
    };
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    if (moves[key]) camera.move(...moves[key]);
    else if (actions[key]) actions[key]();
    else return;
    event.preventDefault();
    this.view.changed();
  }

  #withCurrent(action) {
    const current = this.state.get("hover") ?? -1;
    if (current >= 0) action(current);
  }

  /// Goes through the objects in view, from the left to the right.
  #step(direction) {
    const { index, camera, x, y } = this.view;
    if (!index) return;
    const inView = [];
    index.inside(camera.box(), (place) => inView.push(place));
    if (inView.length === 0) return announce("No object is in view.");
    inView.sort((a, b) => x[a] - x[b] || y[a] - y[b] || a - b);
    const now = inView.indexOf(this.state.get("hover") ?? -1);
    const next = now < 0 ? this.#middle(inView) : (now + direction + inView.length) % inView.length;
    this.actions.hover(inView[next], this.view.screen(inView[next]), true);
  }

  #middle(places) {
    const { camera, x, y } = this.view;
    let [best, least] = [0, Infinity];
    places.forEach((place, order) => {
      const distance = Math.hypot(
        (x[place] - camera.x) * camera.across, (y[place] - camera.y) * camera.up);
      if (distance < least) [best, least] = [order, distance];
    });
    return best;
  }
}
