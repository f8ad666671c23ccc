// What fits nowhere, the most anomalous first.
import { getJSON } from "./api.js";
import { attempt, byId, element, measured } from "./dom.js";
import { degrees } from "./sky.js";
import { shortened, TileGrid } from "./tiles.js";

const usual = ["outlier_score", "knn_distance", "isolation_score", "reconstruction_error"];
const wanted = 300;

export class Outliers {
  constructor(state, table, actions) {
    Object.assign(this, { state, table, actions });
    this.panel = byId("panel-outliers");
    const names = table.columns.map((column) => column.name);
    const scores = usual.filter((name) => names.includes(name));
    const others = table.columns
      .filter((column) => column.kind === "number" && !scores.includes(column.name))
      .map((column) => column.name);
    this.choice = element("select", { id: "outlier-column", onchange: () => this.load() });
    for (const name of [...scores, ...others]) {
      this.choice.append(element("option", { value: name, text: name }));
    }
    this.text = element("p", { class: "hint" });
    this.panel.append(element("div", { class: "panel-bar" },
      element("label", {}, "Ranked by ", this.choice), this.text,
      element("button", {
        type: "button", text: "Select these",
        onclick: () => actions.selectKeys(this.ranked.map((entry) => entry.id)),
      })));
    if (scores.length === 0) {
      this.text.textContent = "The table has no outlier scores; `skysort project` makes them.";
    }
    this.ranked = [];
    this.grid = new TileGrid(this.panel, "Outliers", table.views.length > 0, (order) => {
      const { id, value, position } = this.ranked[order];
      return {
        key: id, caption: `${order + 1}. ${shortened(id, 11)}`, position: degrees(position),
        detail: measured(table.columns.find((column) => column.name === this.choice.value), value),
        isSelected: actions.isSelected(id), isOpen: id === state.get("object"),
      };
    }, actions);
    state.on(["selection", "object"], () => { if (!this.panel.hidden) this.grid.renew(); });
  }

  appear() {
    if (this.ranked.length === 0) this.load();
    else this.grid.renew();
  }

  load() {
    if (!this.choice.value) return;
    return attempt(async () => {
      this.ranked = await getJSON("/api/ranked", { name: this.choice.value, count: wanted });
      const rows = this.table.rows;
      this.text.textContent = `the highest ${this.ranked.length} of ${rows.toLocaleString("en-US")}`;
      this.grid.setCount(this.ranked.length);
    });
  }
}
