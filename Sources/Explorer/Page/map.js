// The map: what is drawn where, and in which order.
import { byId } from "./dom.js";
import { Camera } from "./camera.js";
import { drawAxes, isSquare, titled } from "./axes.js";
import { fadedState, GLPoints, hiddenState, plainState, selectedState } from "./gl.js";
import { RasterPoints } from "./raster.js";
import { PlaceIndex } from "./nearest.js";

export class MapView {
  constructor(state, table, density) {
    this.state = state;
    this.titles = (axes) => ({ x: titled(table, axes.x), y: titled(table, axes.y) });
    this.density = density;
    this.camera = new Camera();
    this.frame = byId("frame");
    this.layers = ["density", "points", "overlay"].map(byId);
    this.renderer = this.#renderer();
    this.line = null;
    this.frames = 0;
    new ResizeObserver(() => this.resize()).observe(this.frame);
    this.resize();
    state.on(["paint"], () => this.setColours());
    state.on(["selection", "paint", "matches"], () => this.setStates());
    state.on(["object", "hover", "view", "theme"], () => this.redraw());
  }

  #renderer() {
    const wish = new URLSearchParams(location.search).get("renderer");
    const canvas = this.layers[1];
    const made = wish === "canvas" ? null : GLPoints.make(canvas, wish === "webgl");
    const renderer = made ?? new RasterPoints(canvas);
    this.frame.dataset.renderer = renderer.constructor.kind;
    return renderer;
  }

  resize() {
    const box = this.frame.getBoundingClientRect();
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [Math.max(1, box.width), Math.max(1, box.height)];
    for (const layer of this.layers) {
      layer.width = Math.round(width * scale);
      layer.height = Math.round(height * scale);
    }
    const old = this.camera;
    // What is in the middle stays there, as large as before.
    [old.width, old.height] = [width, height];
    this.redraw();
  }

  /// The points' places; the camera stays where it is.
  setPlaces(points, x, y) {
    this.points = points;
    [this.x, this.y] = [x, y];
    this.renderer.setPlaces(this.x, this.y);
    this.index = new PlaceIndex(this.x, this.y, null);
  }

  fit(box) {
    const map = this.state.get("map");
    const whole = box ?? map?.extent ?? this.index?.box;
    if (whole) this.camera.fit(whole, isSquare(this.state.get("axes"), map));
    this.changed();
  }

  setColours() {
    const paint = this.state.get("paint");
    if (!paint || paint.points !== this.points) return;
    this.renderer.setColours(paint.colours, paint.shapes);
    this.redraw();
  }

  setStates() {
    const [paint, selection] = [this.state.get("paint"), this.state.get("selection")];
    if (!this.points || !paint || paint.points !== this.points) return;
    const matches = this.state.get("matches");
    const mask = matches?.points === this.points ? matches.mask : null;
    const states = new Uint8Array(this.points.count);
    for (let i = 0; i < states.length; i++) {
      states[i] = paint.shown && !paint.shown[i] ? hiddenState
        : mask && !mask[i] ? fadedState : selection.mask[i] ? selectedState : plainState;
    }
    this.renderer.setStates(states, selection.count > 0, Boolean(mask));
    // What a filter fades out is neither pointed at nor enclosed.
    this.index.isShown = !mask ? paint.shown
      : states.map((state) => (state === hiddenState || state === fadedState ? 0 : 1));
    this.redraw();
  }

  /// After a move or a zoom.
  changed() {
    this.state.touch("camera");
    this.density?.look(this.camera);
    this.redraw();
  }

  redraw() {
    if (this.isWaiting) return;
    this.isWaiting = true;
    requestAnimationFrame(() => {
      this.isWaiting = false;
      this.draw();
      this.frames++;
    });
  }

  /// Few points are drawn large, so that their marks can be told apart.
  get radius() {
    const count = this.points?.count ?? 0;
    const base = count > 40000 ? 1.9 : count > 8000 ? 2.5 : count > 1500 ? 3.4 : 4.4;
    const zoom = this.fitted ? Math.sqrt(this.camera.across / this.fitted) : 1;
    return Math.max(base, Math.min(6, base * zoom));
  }

  draw() {
    const scale = window.devicePixelRatio || 1;
    const [below, , above] = this.layers.map((layer) =>
      layer === this.layers[1] ? null : layer.getContext("2d"));
    const style = this.#style();
    for (const context of [below, above]) {
      context.setTransform(scale, 0, 0, scale, 0, 0);
      context.clearRect(0, 0, this.camera.width, this.camera.height);
    }
    const [axes, map] = [this.state.get("axes"), this.state.get("map")];
    drawAxes(below, above, this.camera, { map, titles: this.titles(axes) }, style);
    const isDense = this.density && this.state.get("view")?.set === null;
    if (isDense) this.density.draw(below, this.camera);
    if (this.points) this.renderer.draw(this.camera, this.radius, this.points.count > 20000 ? 0.7 : 0.9);
    this.#drawMarks(above, style);
    this.#drawLine(above, style);
  }

  #style() {
    const computed = getComputedStyle(document.documentElement);
    const value = (name) => computed.getPropertyValue(name).trim();
    return {
      ink: value("--ink"), soft: value("--soft"), hair: value("--hair"), line: value("--line"),
      paper: value("--paper"),
      accent: value("--accent"), sans: value("--sans"),
    };
  }

  /// A point's place on the screen; null where it has none.
  screen(place) {
    if (place < 0 || !this.points || place >= this.points.count) return null;
    const [x, y] = [this.x[place], this.y[place]];
    return Number.isFinite(x) && Number.isFinite(y) ? this.camera.toScreen(x, y) : null;
  }

  #drawMarks(context, style) {
    const [hover, object] = [this.state.get("hover") ?? -1, this.state.get("object")];
    const ring = (place, width, reach) => {
      const at = this.screen(place);
      if (!at) return;
      for (const [colour, thickness] of [[style.paper, width + 2.5], [style.ink, width]]) {
        context.strokeStyle = colour;
        context.lineWidth = thickness;
        context.beginPath();
        context.arc(at[0], at[1], this.radius + reach, 0, 2 * Math.PI);
        context.stroke();
      }
    };
    ring(hover, 1.25, 3);
    if (object && this.points?.keys) ring(this.points.place(object), 2, 5);
  }

  /// The line being drawn by lasso or box.
  #drawLine(context, style) {
    if (!this.line || this.line.length < 2) return;
    context.beginPath();
    this.line.forEach(([x, y], place) => {
      const [left, top] = this.camera.toScreen(x, y);
      if (place === 0) context.moveTo(left, top);
      else context.lineTo(left, top);
    });
    context.closePath();
    context.globalAlpha = 0.12;
    context.fillStyle = style.accent;
    context.fill();
    context.globalAlpha = 1;
    context.strokeStyle = style.accent;
    context.lineWidth = 1.5;
    context.stroke();
  }
}
