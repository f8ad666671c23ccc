// Longer tables: how many points lie where, counted by the server for the part in view.
import { density, getJSON } from "./api.js";
import { groupStyles } from "./colouring.js";
import { bytes, missingColour, rampTable, seriesColour } from "./palette.js";
import { Points } from "./points.js";

/// Pixels of the page for one cell.
const cellSide = 3;
/// How much more than the view is asked for on every side, so that moving shows no gap at once.
const margin = 0.35;
const delay = 90;

export class DensityLayer {
  constructor(state, table) {
    this.state = state;
    this.table = table;
    this.drawing = document.createElement("canvas");
    this.box = null;
    this.serial = 0;
  }

  /// Asks again soon, where the view left what is known.
  look(camera, force = false) {
    if (!force && this.#covers(camera)) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(camera.copy()), force ? 0 : delay);
  }

  #covers(camera) {
    const view = camera.box();
    const known = this.box;
    if (!known || known.across !== camera.across || known.up !== camera.up) return false;
    return view.left >= known.left && view.right <= known.right
      && view.bottom >= known.bottom && view.top <= known.top;
  }

  async #ask(camera) {
    const serial = ++this.serial;
    const axes = this.state.get("axes");
    const filter = this.state.get("filter") || undefined;
    const words = { x: axes.x, y: axes.y, filter, ...camera.box(margin) };
    try {
      const [view, grid] = await Promise.all([
        getJSON("/api/view", { x: axes.x, y: axes.y, filter, ...camera.box() }),
        density({
          ...words, colour: this.#colourColumn()?.name,
          columns: Math.min(1024, Math.round((camera.width * (1 + margin)) / cellSide)),
          rows: Math.min(1024, Math.round((camera.height * (1 + margin)) / cellSide)),
        }),
      ]);
      if (serial !== this.serial) return;
      // What is not there is left out of JSON.
      view.set ??= null;
      this.box = { ...camera.box(margin), across: camera.across, up: camera.up };
      this.grid = grid;
      this.paint();
      const points = view.set === null ? new Points("none", 0) : new Points(view.set, view.count);
      this.state.set({ view, viewPoints: points });
    } catch (error) {
      this.state.set({ failure: error });
    }
  }

  #colourColumn() {
    const name = this.state.get("colour");
    return this.table.columns.find((column) => column.name === name);
  }

  /// Cells by the logarithm of their count, in the colour of what lies in them.
  paint() {
    const { columns, rows, counts, colours } = this.grid;
    this.drawing.width = columns;
    this.drawing.height = rows;
    const context = this.drawing.getContext("2d");
    const image = context.createImageData(columns, rows);
    const most = Math.log1p(counts.reduce((a, b) => Math.max(a, b), 0)) || 1;
    const paint = this.#paint();
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        const cell = row * columns + column;
        if (counts[cell] === 0) continue;
        const at = 4 * ((rows - 1 - row) * columns + column);
        const [red, green, blue] = paint(colours[cell]);
        image.data[at] = red;
        image.data[at + 1] = green;
        image.data[at + 2] = blue;
        image.data[at + 3] = 50 + (205 * Math.log1p(counts[cell])) / most;
      }
    }
    context.putImageData(image, 0, 0);
  }

  #paint() {
    const column = this.#colourColumn();
    const plain = bytes(seriesColour(0));
    const none = bytes(missingColour());
    if (!column || column.kind === "text") return () => plain;
    if (column.kind === "category") {
      const paints = groupStyles(column.names, column.counts).map((style) => bytes(style.colour));
      return (code) => paints[code] ?? none;
    }
    const table = rampTable();
    const [, , low, high] = column.range ?? [0, 1, 0, 1];
    return (value) => {
      if (Number.isNaN(value)) return none;
      const step = 3 * Math.max(0, Math.min(255, Math.round((255 * (value - low)) / (high - low || 1))));
      return table.subarray(step, step + 3);
    };
  }

  draw(context, camera) {
    if (!this.grid) return;
    const [left, top] = camera.toScreen(this.box.left, this.box.top);
    const [right, bottom] = camera.toScreen(this.box.right, this.box.bottom);
    context.imageSmoothingEnabled = false;
    context.drawImage(this.drawing, left, top, right - left, bottom - top);
  }
}
