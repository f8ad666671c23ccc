// Images of objects side by side: the listed ones, outliers, neighbours.
import { element } from "./dom.js";
import { imageAddress } from "./api.js";
import { VirtualList } from "./virtual.js";

/// Of an image, in pixels of the page.
const side = 92;
const gap = 10;

export class TileGrid {
  /// - item: (order) => { key, caption, position, detail, isSelected, isOpen }.
  /// - actions: open(key, event), hover(key).
  constructor(panel, label, hasImages, item, actions) {
    Object.assign(this, { hasImages, item, actions });
    this.box = element("div", { class: "tile-box", role: "group", "aria-label": label });
    panel.append(this.box);
    const height = (hasImages ? side : 0) + 42;
    this.list = new VirtualList(
      this.box,
      () => ({ columns: Math.max(1, Math.floor(this.box.clientWidth / (side + gap))), height }),
      (order) => this.#tile(order));
  }

  setCount(count) {
    this.list.setCount(count);
  }

  renew() {
    this.list.renew();
  }

  #tile(order) {
    const { key, caption, position, detail, isSelected, isOpen } = this.item(order);
    const image = this.hasImages ? this.#image(key) : null;
    return element(
      "button",
      {
        type: "button", class: "tile", "aria-pressed": String(isSelected),
        "aria-current": isOpen ? "true" : null, 
        title: [key, position].filter(Boolean).join("\n"),
        "aria-label": [key, position, caption === key ? "" : caption, detail].filter(Boolean).join(", "),
        onclick: (event) => this.actions.open(key, event),
        onpointerenter: () => this.actions.hover(key), onpointerleave: () => this.actions.hover(null),
        onfocus: () => this.actions.hover(key),
      },
      image,
      element("span", { class: "tile-name", text: caption }),
      element("span", { class: "tile-detail", text: detail }),
    );
  }

  #image(key) {
    const frame = element("span", { class: "tile-image" });
    const pixels = window.devicePixelRatio > 1.2 ? 192 : 96;
    frame.append(element("img", {
      src: imageAddress(key, "cutout", pixels), alt: "", width: side, height: side,
      draggable: "false", onerror: () => frame.classList.add("absent"),
    }));
    return frame;
  }
}

/// Long identifiers by their ends.
export const shortened = (key, length = 14) =>
  key.length <= length ? key : `${key.slice(0, 4)}…${key.slice(-(length - 5))}`;
