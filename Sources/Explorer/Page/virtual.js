// A long list of which only what can be seen is in the page.

export class VirtualList {
  /// - box: Scrolls; gets the items.
  /// - measure: () => { columns, height }, of an item in pixels.
  /// - make: (order) => element of the item of that order.
  constructor(box, measure, make) {
    [this.box, this.measure, this.make] = [box, measure, make];
    this.count = 0;
    this.made = new Map();
    this.body = document.createElement("div");
    this.body.className = "virtual";
    this.body.setAttribute("role", "presentation");
    box.append(this.body);
    box.addEventListener("scroll", () => this.show(), { passive: true });
    new ResizeObserver(() => this.renew()).observe(box);
  }

  setCount(count) {
    this.count = count;
    this.renew();
  }

  /// Makes every item anew.
  renew() {
    for (const item of this.made.values()) item.remove();
    this.made.clear();
    this.show();
  }

  /// The items that are in the page, by order.
  visible() {
    return this.made;
  }

  show() {
    if (this.box.clientHeight === 0) return;
    const { columns, height } = this.measure();
    const lines = Math.ceil(this.count / columns);
    this.body.style.height = `${lines * height}px`;
    const first = Math.max(0, Math.floor(this.box.scrollTop / height) - 2);
    const last = Math.min(lines, Math.ceil((this.box.scrollTop + this.box.clientHeight) / height) + 2);
    const [from, to] = [first * columns, Math.min(this.count, last * columns)];
    for (const [order, item] of this.made) {
      if (order < from || order >= to) {
        item.remove();
        this.made.delete(order);
      }
    }
    for (let order = from; order < to; order++) {
      if (this.made.has(order)) continue;
      const item = this.make(order);
      item.style.top = `${Math.floor(order / columns) * height}px`;
      if (columns > 1) item.style.left = `${((order % columns) * 100) / columns}%`;
      this.body.append(item);
      this.made.set(order, item);
    }
  }

  /// Scrolls as little as shows an item.
  reveal(order) {
    const { columns, height } = this.measure();
    const top = Math.floor(order / columns) * height;
    const room = this.box.clientHeight - (this.head ?? 0);
    if (top < this.box.scrollTop) this.box.scrollTop = top;
    else if (top + height > this.box.scrollTop + room) this.box.scrollTop = top + height - room;
    this.show();
  }
}
