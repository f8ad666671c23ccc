// One object: its images, what the table says of it, and where to go from it.
import { decodeAddress, getJSON, imageAddress } from "./api.js";
import { announce, attempt, byId, copyText, element, notice, written } from "./dom.js";
import { degrees, sexagesimal } from "./sky.js";

const titles = { cutout: "Cutout", reconstruction: "Reconstruction", residual: "Residual" };

export class Inspector {
  /// - actions: neighbours(key), walkFrom(key), walkTo(key), center(key).
  constructor(state, table, actions) {
    Object.assign(this, { state, table, actions });
    this.serial = 0;
    state.on(["object"], () => this.#schedule());
    state.on(["hoverKey"], () => this.#schedule());
    state.on(["labels"], () => this.#showLabel());
  }

  /// The object under the pointer, else the one that was kept.
  get key() {
    return this.state.get("hoverKey") ?? this.state.get("object");
  }

  #schedule() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#show(), this.state.get("hoverKey") ? 60 : 0);
  }

  async #show() {
    const key = this.key;
    const serial = ++this.serial;
    byId("object-hint").hidden = Boolean(key);
    byId("object").hidden = !key;
    if (!key || key === this.shown) return this.#showLabel();
    const found = await attempt(() => getJSON("/api/object", { id: key }));
    if (!found || serial !== this.serial) return;
    this.shown = key;
    byId("object").replaceChildren(
      this.#images(key), this.#title(key, found.position), this.#actions(key, found), this.#facts(found));
    this.#showLabel();
  }

  #images(key) {
    const box = element("div", { class: `views of-${this.table.views.length}` });
    for (const view of this.table.views) {
      const figure = element("figure", {});
      figure.append(
        element("img", {
          src: imageAddress(key, view, view === "cutout" ? 256 : 192),
          alt: `${titles[view]} of ${key}`, draggable: "false",
          onerror: () => figure.classList.add("absent"),
        }),
        element("figcaption", { text: titles[view] }));
      box.append(figure);
    }
    return box;
  }

  /// By identifier and position.
  #title(key, position) {
    this.label = element("span", { class: "tag" });
    return element("div", { class: "object-name" },
      element("span", { class: "code", id: "object-key", text: key }), this.label,
      position ? element("span", {
        class: "hint", id: "object-position", title: `${degrees(position)}, degrees`,
        text: `RA, Dec ${sexagesimal(position.rightAscension, position.declination)}`,
      }) : null);
  }

  #showLabel() {
    if (!this.label) return;
    const label = this.state.get("labels")?.[this.key];
    this.label.textContent = label ?? "";
    this.label.hidden = !label;
  }

  #actions(key, found) {
    const button = (text, action, isDisabled = false) =>
      element("button", { type: "button", text, onclick: action, disabled: isDisabled });
    const box = element("div", { class: "row object-actions" });
    if (this.table.hasNeighbours) {
      box.append(button("Neighbours", () => this.actions.neighbours(key), !found.hasEmbedding));
    }
    box.append(button("Show on map", () => this.actions.center(key)));
    if (this.table.canDecode) {
      box.append(
        button("Walk from", () => this.actions.walkFrom(key), !found.hasEmbedding),
        button("Walk to", () => this.actions.walkTo(key), !found.hasEmbedding));
    }
    box.append(button("Copy id", async () => {
      notice((await copyText(key)) ? `Copied ${key}` : "The browser does not let the page copy.");
    }));
    return box;
  }

  #facts(found) {
    const list = element("dl", { class: "facts" });
    for (const { name, text } of found.values) {
      if (name === this.table.identifier) continue;
      const column = this.table.columns.find((known) => known.name === name);
      const shown = column?.kind === "number" && text ? written(column, Number(text))
        : column?.kind === "integer" ? text?.replace("-", "−") : text;
      list.append(
        element("dt", { text: name, title: column?.description }),
        element("dd", { class: text === undefined || text === null ? "none" : "", title: text },
          shown ?? "no value",
          column?.unit && text ? element("span", { class: "unit", text: ` ${column.unit}` }) : null));
    }
    return list;
  }

  /// An image of a place on the map where no object need be.
  probe(x, y) {
    const axes = this.state.get("axes");
    clearTimeout(this.probeTimer);
    this.probeTimer = setTimeout(() => {
      this.shown = null;
      byId("object-hint").hidden = true;
      byId("object").hidden = false;
      byId("object").replaceChildren(
        element("div", { class: "views of-1" }, element("figure", {},
          element("img", {
            src: decodeAddress({ x: axes.x, y: axes.y, at_x: x, at_y: y, side: 256 }),
            alt: `Decoded at ${written({ decimals: 3 }, x)}, ${written({ decimals: 3 }, y)}`,
          }),
          element("figcaption", { text: "Decoded from this place of the latent space" }))));
      announce("Decoded this place");
    }, 70);
  }
}
