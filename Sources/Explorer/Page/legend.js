// What colours and marks mean; groups can be hidden and selected here.
import { titled } from "./axes.js";
import { byId, count, element, written } from "./dom.js";
import { shapeImage } from "./shapes.js";

/// Groups that are listed one by one.
const longest = 12;

export class Legend {
  /// - actions: toggleGroup(name), selectGroup(code).
  constructor(state, table, actions) {
    this.table = table;
    this.box = byId("legend");
    this.state = state;
    this.actions = actions;
    state.on(["paint"], () => this.show());
  }

  show() {
    const legend = this.state.get("paint")?.legend;
    const focused = document.activeElement?.dataset?.group;
    this.box.replaceChildren();
    if (legend?.kind === "groups") this.#groups(legend);
    else if (legend?.kind === "numbers") this.#numbers(legend);
    if (focused !== undefined) {
      [...this.box.querySelectorAll("[data-group]")]
        .find((button) => button.dataset.group === focused)?.focus();
    }
  }

  #groups(legend) {
    const list = element("ul", { class: "groups" });
    for (const entry of legend.entries.slice(0, longest)) {
      list.append(this.#group(entry, legend.isDense));
    }
    this.box.append(list);
    const rest = legend.entries.slice(longest);
    if (rest.length > 0) {
      const objects = rest.reduce((sum, entry) => sum + entry.count, 0);
      this.box.append(element("p", {
        class: "hint", text: `and ${rest.length} more groups, ${count(objects)} objects`,
      }));
    }
  }

  #group(entry, isDense) {
    const name = entry.name || "no value";
    if (isDense) {
      return element("li", { class: "still" },
        shapeImage(2, entry.colour, 13), element("span", { text: name }));
    }
    const toggle = element(
      "button",
      {
        type: "button", class: "group", "aria-pressed": String(!entry.hidden),
        "data-group": entry.name, title: entry.hidden ? `Show ${name}` : `Hide ${name}`,
        onclick: () => this.actions.toggleGroup(entry.name),
      },
      shapeImage(entry.shape, entry.colour, 13),
      element("span", { class: entry.name ? "" : "none", text: name }),
      element("span", { class: "number", text: count(entry.count) }),
    );
    const select = element("button", {
      type: "button", class: "mini", text: "select", "aria-label": `Select all of ${name}`,
      onclick: (event) => this.actions.selectGroup(entry.code, event.shiftKey ? "add" : "replace"),
    });
    return element("li", {}, toggle, select);
  }

  #numbers(legend) {
    const ramp = element("canvas", { class: "ramp", "aria-hidden": "true" });
    [ramp.width, ramp.height] = [256, 1];
    const context = ramp.getContext("2d");
    const image = context.createImageData(256, 1);
    for (let step = 0; step < 256; step++) {
      image.data.set(legend.table.subarray(3 * step, 3 * step + 3), 4 * step);
      image.data[4 * step + 3] = 255;
    }
    context.putImageData(image, 0, 0);
    const [least, most] = legend.extent ?? [0, 1];
    const name = this.state.get("colour");
    const column = this.table.columns.find((known) => known.name === name) ?? {};
    // The ends of a ramp need no more digits than the eye makes out between them.
    const span = Math.max(1e-12, legend.high - legend.low);
    const decimals = Math.min(column.decimals ?? 8, Math.max(0, 2 - Math.floor(Math.log10(span))));
    const end = (value) => written({ decimals }, value);
    const low = (least < legend.low ? "≤ " : "") + end(legend.low);
    const high = (most > legend.high ? "≥ " : "") + end(legend.high);
    const text = legend.missing > 0 ? `${count(legend.missing)} without a value` : "";
    this.box.append(
      element("div", { class: "scale" }, element("span", { text: low }), ramp,
        element("span", { text: high }), element("span", { text: titled(this.table, name) }), element("span", { class: "hint", text })));
  }
}
