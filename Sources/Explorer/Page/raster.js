// Points drawn pixel by pixel, where no graphics processor helps.
import { shapeDistance, shapeNames } from "./shapes.js";
import { fadedState, plainState, selectedState } from "./gl.js";

/// A mark's pixels: offsets from its centre and how much of each it covers, in 256ths.
function cutout(shape, radius) {
  const reach = Math.ceil(radius + 0.5);
  const pixels = [];
  for (let row = -reach; row <= reach; row++) {
    for (let column = -reach; column <= reach; column++) {
      const cover = 0.5 - shapeDistance(shape, column / radius, row / radius) * radius;
      if (cover > 0.02) pixels.push([row, column, Math.round(256 * Math.min(1, cover))]);
    }
  }
  return pixels;
}

export class RasterPoints {
  static kind = "canvas";

  constructor(canvas) {
    this.canvas = canvas;
    this.context = canvas.getContext("2d");
    this.cutouts = new Map();
    this.count = 0;
  }

  setPlaces(x, y) {
    [this.x, this.y, this.count] = [x, y, x.length];
  }

  setColours(colours, shapes) {
    this.colours = new Uint32Array(colours.buffer);
    this.shapes = shapes;
  }

  setStates(states, hasSelection, hasFaded) {
    [this.states, this.hasSelection, this.hasFaded] = [states, hasSelection, hasFaded];
  }

  draw(camera, radius, opacity) {
    const { width, height } = this.canvas;
    if (width === 0 || height === 0) return;
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = this.context.createImageData(width, height);
      this.pixels = new Uint32Array(this.image.data.buffer);
    }
    this.pixels.fill(0);
    // Places may be new before colours are.
    const isReady = this.shapes?.length === this.count && this.states?.length === this.count;
    if (this.count > 0 && isReady) {
      const scale = width / camera.width;
      const faded = this.hasSelection ? 0.3 * opacity : opacity;
      if (this.hasFaded) this.#pass(camera, scale, radius * scale, fadedState, 0.1);
      this.#pass(camera, scale, radius * scale, plainState, faded);
      if (this.hasSelection) this.#pass(camera, scale, 1.35 * radius * scale, selectedState, 1);
    }
    this.context.putImageData(this.image, 0, 0);
  }

  /// Places of a mark's pixels in the image: those it covers, and its rim with how much of them.
  #cutouts(radius, strength) {
    const width = this.canvas.width;
    const key = `${radius.toFixed(2)}/${width}/${strength}`;
    if (!this.cutouts.has(key)) {
      if (this.cutouts.size > 8) this.cutouts.clear();
      this.cutouts.set(key, shapeNames.map((_, shape) => {
        const pixels = cutout(shape, radius);
        const [core, rim] = [
          pixels.filter((pixel) => pixel[2] >= 170), pixels.filter((pixel) => pixel[2] < 170),
        ];
        const offsets = (some) => Int32Array.from(some, ([row, column]) => row * width + column);
        return {
          core: offsets(core), rim: offsets(rim),
          opacities: Uint32Array.from(rim, ([, , cover]) => ((cover * strength) >> 8) << 24),
        };
      }));
    }
    return this.cutouts.get(key);
  }

  /// Later marks lie on earlier ones; a rim is drawn only where nothing is yet, so that no pixel
  /// has to be read and mixed.
  #pass(camera, scale, radius, wanted, opacity) {
    const { x, y, colours, shapes, states, count, pixels } = this;
    const { width, height } = this.canvas;
    const strength = Math.round(255 * opacity);
    const cutouts = this.#cutouts(Math.max(0.75, radius), strength);
    const [reach, full] = [Math.ceil(radius + 0.5), strength << 24];
    const [across, up] = [camera.across * scale, camera.up * scale];
    const left = width / 2 - camera.x * across + 0.5;
    const top = height / 2 + camera.y * up + 0.5;
    const [right, bottom] = [width - reach, height - reach];
    for (let i = 0; i < count; i++) {
      if (states[i] !== wanted) continue;
      const column = x[i] * across + left;
      const row = top - y[i] * up;
      // False, too, for points without a place.
      if (!(column >= reach && column < right && row >= reach && row < bottom)) continue;
      const { core, rim, opacities } = cutouts[shapes[i]];
      const start = (row | 0) * width + (column | 0);
      const colour = colours[i] & 0xffffff;
      const painted = colour | full;
      for (let k = 0; k < core.length; k++) pixels[start + core[k]] = painted;
      for (let k = 0; k < rim.length; k++) {
        const at = start + rim[k];
        if (pixels[at] === 0) pixels[at] = colour | opacities[k];
      }
    }
  }
}
