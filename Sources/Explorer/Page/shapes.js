// The marks of classes, so that colour is never all that tells them apart.
//
// A shape is a signed distance: below 0 inside, at most 1 from the centre to the rim. The drawing
// in WebGL holds the same formulas in its own language.

export const shapeNames = [
  "circle", "triangle", "square", "diamond", "cross", "plus", "ring", "dot",
];
export const ringShape = 6;
export const dotShape = 7;

const distances = [
  (x, y) => Math.hypot(x, y) - 0.86,
  (x, y) => Math.max(0.866 * Math.abs(x) - 0.5 * y, y) - 0.48,
  (x, y) => Math.max(Math.abs(x), Math.abs(y)) - 0.74,
  (x, y) => Math.abs(x) + Math.abs(y) - 0.98,
  (x, y) => cross((x + y) * 0.7071, (x - y) * 0.7071),
  (x, y) => cross(x, y),
  (x, y) => Math.abs(Math.hypot(x, y) - 0.7) - 0.2,
  (x, y) => Math.hypot(x, y) - 0.6,
];

function cross(x, y) {
  const [across, up] = [Math.abs(x), Math.abs(y)];
  return Math.min(Math.max(across - 0.95, up - 0.3), Math.max(across - 0.3, up - 0.95));
}

export const shapeDistance = (shape, x, y) => distances[shape](x, y);

/// The same as a function of GLSL.
export const shapeSource = `
float crossed(vec2 p) {
  vec2 q = abs(p);
  return min(max(q.x - 0.95, q.y - 0.3), max(q.x - 0.3, q.y - 0.95));
}
float shaped(int shape, vec2 p) {
  vec2 q = abs(p);
  if (shape == 1) return max(0.866 * q.x - 0.5 * p.y, p.y) - 0.48;
  if (shape == 2) return max(q.x, q.y) - 0.74;
  if (shape == 3) return q.x + q.y - 0.98;
  if (shape == 4) return crossed(vec2(p.x + p.y, p.x - p.y) * 0.7071);
  if (shape == 5) return crossed(p);
  if (shape == 6) return abs(length(p) - 0.7) - 0.2;
  return length(p) - (shape == 7 ? 0.6 : 0.86);
}`;

/// A mark as a small drawing for legends.
export function shapeImage(shape, colour, side = 12) {
  const scale = window.devicePixelRatio || 1;
  const canvas = document.createElement("canvas");
  canvas.className = "mark";
  canvas.width = canvas.height = Math.round(side * scale);
  const context = canvas.getContext("2d");
  const image = context.createImageData(canvas.width, canvas.height);
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const half = canvas.width / 2;
  for (let row = 0; row < canvas.height; row++) {
    for (let column = 0; column < canvas.width; column++) {
      const distance = shapeDistance(
        shape, (column + 0.5 - half) / half, (row + 0.5 - half) / half);
      const cover = Math.max(0, Math.min(1, 0.5 - distance * half));
      image.data.set([red, green, blue, 255 * cover], 4 * (row * canvas.width + column));
    }
  }
  context.putImageData(image, 0, 0);
  canvas.setAttribute("aria-hidden", "true");
  return canvas;
}
