// Finds the point under the pointer: points sorted into the cells of a grid.

export class PlaceIndex {
  /// - isShown: By point, whether it can be found.
  constructor(x, y, isShown) {
    this.x = x;
    this.y = y;
    this.isShown = isShown;
    this.#measure();
    this.#sort();
  }

  #measure() {
    let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
    for (let i = 0; i < this.x.length; i++) {
      const [x, y] = [this.x[i], this.y[i]];
      if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < bottom) bottom = y;
      if (y > top) top = y;
    }
    /// Null where no point has a place.
    this.box = left <= right ? { left, right, bottom, top } : null;
  }

  #sort() {
    const side = Math.max(1, Math.min(512, Math.round(Math.sqrt(this.x.length / 2))));
    this.side = side;
    this.starts = new Int32Array(side * side + 1);
    if (!this.box) return;
    this.cellWidth = (this.box.right - this.box.left) / side || 1;
    this.cellHeight = (this.box.top - this.box.bottom) / side || 1;
    const cells = new Int32Array(this.x.length).fill(-1);
    for (let i = 0; i < cells.length; i++) {
      if (!Number.isFinite(this.x[i]) || !Number.isFinite(this.y[i])) continue;
      cells[i] = this.#row(this.y[i]) * side + this.#column(this.x[i]);
      this.starts[cells[i] + 1]++;
    }
    for (let cell = 0; cell < side * side; cell++) this.starts[cell + 1] += this.starts[cell];
    const next = this.starts.slice();
    this.order = new Int32Array(this.starts[side * side]);
    for (let i = 0; i < cells.length; i++) if (cells[i] >= 0) this.order[next[cells[i]]++] = i;
  }

  #column(x) {
    const column = Math.floor((x - this.box.left) / this.cellWidth);
    return Math.max(0, Math.min(this.side - 1, column));
  }

  #row(y) {
    const row = Math.floor((y - this.box.bottom) / this.cellHeight);
    return Math.max(0, Math.min(this.side - 1, row));
  }

  /// Calls back with every shown point in a box.
  inside(box, callback) {
    const mine = this.box;
    if (!mine || box.right < mine.left || box.left > mine.right) return;
    if (box.top < mine.bottom || box.bottom > mine.top) return;
    for (let row = this.#row(box.bottom); row <= this.#row(box.top); row++) {
      const first = this.starts[row * this.side + this.#column(box.left)];
      const last = this.starts[row * this.side + this.#column(box.right) + 1];
      for (let slot = first; slot < last; slot++) {
        const i = this.order[slot];
        if (this.isShown && !this.isShown[i]) continue;
        const [x, y] = [this.x[i], this.y[i]];
        if (x >= box.left && x <= box.right && y >= box.bottom && y <= box.top) callback(i);
      }
    }
  }

  /// The shown point nearest to a place on the screen; -1 where none is within a radius.
  nearest(camera, left, top, radius) {
    const [x, y] = camera.toMap(left, top);
    const [across, up] = [radius / camera.across, radius / camera.up];
    let [best, least] = [-1, radius * radius];
    this.inside({ left: x - across, right: x + across, bottom: y - up, top: y + up }, (i) => {
      const [dx, dy] = [(this.x[i] - x) * camera.across, (this.y[i] - y) * camera.up];
      const distance = dx * dx + dy * dy;
      if (distance <= least) [best, least] = [i, distance];
    });
    return best;
  }
}

/// Whether a place is within a closed line; the server does the same sum.
export function isInside(polygon, x, y) {
  let inside = false;
  let previous = polygon[polygon.length - 1];
  for (const point of polygon) {
    if (point[1] > y !== previous[1] > y) {
      const fraction = (y - point[1]) / (previous[1] - point[1]);
      if (x < point[0] + fraction * (previous[0] - point[0])) inside = !inside;
    }
    previous = point;
  }
  return inside;
}

/// The shown points within a closed line.
export function pointsInside(index, polygon) {
  const xs = polygon.map((point) => point[0]);
  const ys = polygon.map((point) => point[1]);
  const box = {
    left: Math.min(...xs), right: Math.max(...xs), bottom: Math.min(...ys), top: Math.max(...ys),
  };
  const found = [];
  index.inside(box, (i) => {
    if (isInside(polygon, index.x[i], index.y[i])) found.push(i);
  });
  return found;
}
