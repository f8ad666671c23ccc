// Which column gives the points their colours.
import { byId, element } from "./dom.js";
import {
  colourByGroups, colourByNumbers, colourPlain, groupCodes, isGrouped, labelCodes, labelColumn,
} from "./colouring.js";

const likely = ["skysort_class", "predicted_class", "class", "label", "cluster", "outlier_score"];

export class Colours {
  constructor(state, table, wish) {
    [this.state, this.table] = [state, table];
    this.serial = 0;
    const select = byId("colour");
    const usable = table.columns.filter((column) => column.kind !== "text");
    const option = (value, text) => element("option", { value, text });
    const groups = usable.filter(isGrouped);
    const numbers = usable.filter((column) => !isGrouped(column) && column.range);
    const section = (label, columns) => columns.length === 0 ? null
      : element("optgroup", { label }, ...columns.map((column) => option(column.name, column.name)));
    select.append(...[
      option("", "one colour"), option(labelColumn, "your labels"),
      section("Groups", groups), section("Numbers", numbers),
    ].filter(Boolean));
    const names = new Set([...usable.map((column) => column.name), "", labelColumn]);
    // A column that says the same of all tells nothing apart.
    const isAlike = (name) => usable.find((column) => column.name === name)?.names?.length === 1;
    const first = names.has(wish) && wish !== undefined ? wish
      : table.classColumn && names.has(table.classColumn) && !isAlike(table.classColumn)
        ? table.classColumn
        : likely.find((name) => names.has(name) && !isAlike(name)) ?? "";
    select.value = first;
    state.set({ colour: first });
    select.addEventListener("change", () => state.set({ colour: select.value, hidden: new Set() }));
    state.on(["colour", "hidden", "theme"], () => this.refresh());
    state.on(["labels"], () => { if (state.get("colour") === labelColumn) this.refresh(); });
  }

  async refresh() {
    const serial = ++this.serial;
    const points = this.state.get("points");
    if (!points) return;
    const paint = await this.#paint(points);
    if (serial !== this.serial || points !== this.state.get("points")) return;
    this.state.set({ paint: { points, ...paint } });
  }

  async #paint(points) {
    const [name, hidden] = [this.state.get("colour"), this.state.get("hidden")];
    if (name === "") return colourPlain(points.count);
    if (name === labelColumn) {
      const keys = points.count > 0 ? await points.loadKeys() : [];
      const { codes, names } = labelCodes(keys, this.state.get("labels"));
      this.codes = codes;
      return colourByGroups(codes, names, null, hidden);
    }
    const column = this.table.columns.find((known) => known.name === name);
    const values = await points.column(name);
    if (!isGrouped(column)) return colourByNumbers(values, column.range);
    const { codes, names, totals } = groupCodes(column, values);
    this.codes = codes;
    return colourByGroups(codes, names, totals, hidden);
  }

  toggle(name) {
    const hidden = new Set(this.state.get("hidden"));
    if (!hidden.delete(name)) hidden.add(name);
    this.state.set({ hidden });
  }

  /// The points of a group.
  placesOf(code) {
    const places = [];
    for (let place = 0; place < this.codes.length; place++) {
      if (this.codes[place] === code) places.push(place);
    }
    return places;
  }
}
