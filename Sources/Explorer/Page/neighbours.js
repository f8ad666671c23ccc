// What lies next to an object in the latent space, all dimensions counted.
import { getJSON } from "./api.js";
import { announce, attempt, byId, element, figure } from "./dom.js";
import { degrees } from "./sky.js";
import { shortened, TileGrid } from "./tiles.js";

const wanted = 48;

export class Neighbours {
  constructor(state, table, actions) {
    Object.assign(this, { state, table, actions });
    this.panel = byId("panel-neighbours");
    this.found = [];
    this.text = element("p", {
      class: "hint",
      text: table.hasNeighbours ? "Choose an object, then Neighbours."
        : "The table has no embedding, so there are no neighbours.",
    });
    this.button = element("button", {
      type: "button", text: "Select these", disabled: true,
      onclick: () => actions.selectKeys([this.key, ...this.found.map((entry) => entry.id)]),
    });
    this.panel.append(element("div", { class: "panel-bar" }, this.text, this.button));
    this.grid = new TileGrid(this.panel, "Neighbours", table.views.length > 0, (order) => {
      const { id, distance, position } = order === 0 ? { id: this.key, distance: 0 } : this.found[order - 1];
      return {
        key: id, caption: shortened(id, 13), position: degrees(position), detail: order === 0 ? "itself" : figure(distance, 3),
        isSelected: actions.isSelected(id), isOpen: id === state.get("object"),
      };
    }, actions);
    state.on(["selection", "object"], () => { if (!this.panel.hidden) this.grid.renew(); });
  }

  appear() {
    const key = this.state.get("object");
    if (key && this.table.hasNeighbours && this.key === undefined) this.load(key);
    else this.grid.renew();
  }

  load(key) {
    return attempt(async () => {
      this.found = await getJSON("/api/neighbours", { id: key, count: wanted });
      this.key = key;
      this.text.textContent = this.found.length > 0
        ? `${this.found.length} nearest to ${key}, by distance in ${this.table.embedding} dimensions`
        : `${key} has no embedding, so it has no neighbours.`;
      this.button.disabled = this.found.length === 0;
      this.grid.setCount(this.found.length === 0 ? 0 : this.found.length + 1);
      announce(this.text.textContent);
    });
  }
}
