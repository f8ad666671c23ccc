// Points drawn pixel by pixel, where no graphics processor helps.
import { shapeDistance, shapeNames } from "./shapes.js";
import { hiddenState, plainState, selectedState } from "./gl.js";

/// A mark's pixels: offsets from its centre and how much of each it covers, in 256ths.
function stamp(shape, radius) {
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
    this.stamps = new Map();
    this.count = 0;
  }

  setPlaces(x, y) {
    [this.x, this.y, this.count] = [x, y, x.length];
  }

  setColours(colours, shapes) {
    [this.colours, this.shapes] = [colours, shapes];
  }

  setStates(states, hasSelection) {
    [this.states, this.hasSelection] = [states, hasSelection];
  }

  draw(camera, radius, opacity) {
    const { width, height } = this.canvas;
    if (width === 0 || height === 0) return;
    if (!this.image || this.image.width !== width || this.image.height !== height) {
      this.image = this.context.createImageData(width, height);
    }
    this.image.data.fill(0);
    if (this.count > 0) {
      const scale = width / camera.width;
      if (!this.hasSelection) {
        this.#pass(camera, scale, radius * scale, plainState, opacity);
      } else {
        this.#pass(camera, scale, radius * scale, plainState, 0.22 * opacity);
        this.#pass(camera, scale, 1.35 * radius * scale, selectedState, 1);
      }
    }
    this.context.putImageData(this.image, 0, 0);
  }

  /// Offsets into the image by mark, for one size.
  #stamps(radius) {
    const width = this.canvas.width;
    const key = `${radius.toFixed(2)}/${width}`;
    if (!this.stamps.has(key)) {
      if (this.stamps.size > 8) this.stamps.clear();
      this.stamps.set(key, shapeNames.map((_, shape) => {
        const pixels = stamp(shape, radius);
        return {
          offsets: Int32Array.from(pixels, ([row, column]) => 4 * (row * width + column)),
          covers: Uint16Array.from(pixels, ([, , cover]) => cover),
        };
      }));
    }
    return this.stamps.get(key);
  }

  #pass(camera, scale, radius, wanted, opacity) {
    const { x, y, colours, shapes, states, count } = this;
    const { width, height } = this.canvas;
    const data = this.image.data;
    const stamps = this.#stamps(Math.max(0.75, radius));
    const reach = Math.ceil(radius + 0.5);
    const [across, up] = [camera.across * scale, camera.up * scale];
    const left = width / 2 - camera.x * across;
    const top = height / 2 + camera.y * up;
    const strength = Math.round(256 * opacity);
    for (let i = 0; i < count; i++) {
      if (states[i] !== wanted || states[i] === hiddenState) continue;
      const column = Math.round(x[i] * across + left);
      const row = Math.round(top - y[i] * up);
      // False, too, for points without a place.
      if (!(column >= reach && column < width - reach && row >= reach && row < height - reach)) {
        continue;
      }
      const { offsets, covers } = stamps[shapes[i]];
      const start = 4 * (row * width + column);
      const [red, green, blue] = [colours[4 * i], colours[4 * i + 1], colours[4 * i + 2]];
      for (let k = 0; k < offsets.length; k++) {
        const at = start + offsets[k];
        const cover = (covers[k] * strength) >> 8;
        const under = data[at + 3];
        if (under === 0) {
          data[at] = red;
          data[at + 1] = green;
          data[at + 2] = blue;
          data[at + 3] = cover > 255 ? 255 : cover;
        } else {
          const rest = 256 - cover;
          data[at] = (red * cover + data[at] * rest) >> 8;
          data[at + 1] = (green * cover + data[at + 1] * rest) >> 8;
          data[at + 2] = (blue * cover + data[at + 2] * rest) >> 8;
          data[at + 3] = under + (((255 - under) * cover) >> 8);
        }
      }
    }
  }
}
