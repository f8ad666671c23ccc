// Where the map's coordinates lie on the screen.

export class Camera {
  constructor() {
    this.x = 0;
    this.y = 0;
    /// Pixels for one unit of the map.
    this.across = 1;
    this.up = 1;
    /// Of the frame, in pixels of the page.
    this.width = 1;
    this.height = 1;
  }

  copy() {
    return Object.assign(new Camera(), this);
  }

  toScreen(x, y) {
    return [
      (x - this.x) * this.across + this.width / 2,
      this.height / 2 - (y - this.y) * this.up,
    ];
  }

  toMap(left, top) {
    return [
      (left - this.width / 2) / this.across + this.x,
      (this.height / 2 - top) / this.up + this.y,
    ];
  }

  /// What can be seen, and a fraction of it more on every side.
  box(margin = 0) {
    const halfWidth = (this.width / 2 / this.across) * (1 + margin);
    const halfHeight = (this.height / 2 / this.up) * (1 + margin);
    return {
      left: this.x - halfWidth,
      right: this.x + halfWidth,
      bottom: this.y - halfHeight,
      top: this.y + halfHeight,
    };
  }

  move(across, down) {
    this.x -= across / this.across;
    this.y += down / this.up;
  }

  /// Keeps the place under a point of the screen where it is.
  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.toMap(left, top);
    this.across *= factor;
    this.up *= factor;
    this.x = x - (left - this.width / 2) / this.across;
    this.y = y - (this.height / 2 - top) / this.up;
  }

  /// Shows a box whole, with some air; distances mean the same in both directions where asked.
  fit(box, isSquare) {
    const air = Math.min(28, this.width / 10);
    const span = (low, high) => (high > low ? high - low : 1);
    this.x = (box.left + box.right) / 2;
    this.y = (box.bottom + box.top) / 2;
    this.across = (this.width - 2 * air) / span(box.left, box.right);
    this.up = (this.height - 2 * air) / span(box.bottom, box.top);
    if (isSquare) this.across = this.up = Math.min(this.across, this.up);
  }
}
