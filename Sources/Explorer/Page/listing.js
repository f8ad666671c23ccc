// Which objects the table and the cutouts list, in which order.
import { attempt, byId, count } from "./dom.js";
import { isMissing, missingInteger } from "./points.js";

export class Listing {
  constructor(state, table) {
    [this.state, this.table] = [state, table];
    this.scope = "all";
    this.sort = { name: null, isDescending: false };
    this.serial = 0;
    for (const input of document.querySelectorAll("input[name=scope]")) {
      input.addEventListener("change", () => this.setScope(input.value));
    }
    let timer;
    byId("filter").addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.refresh(), 150);
    });
    state.on(["points", "paint"], () => this.refresh());
    this.labelVersion = 0;
    state.on(["labels"], () => {
      this.labelVersion++;
      if (this.needsLabels) this.refresh();
    });
    state.on(["selection"], () => this.#selectionChanged());
  }

  setScope(scope) {
    this.scope = scope;
    document.querySelector(`input[name=scope][value=${scope}]`).checked = true;
    // Where all are selected, marking each says nothing.
    for (const id of ["panel-table", "panel-cutouts"]) {
      byId(id).classList.toggle("only-selected", scope === "selected");
    }
    this.refresh();
  }

  #selectionChanged() {
    const selected = this.state.get("selection").count;
    byId("scope-selected").textContent = `Selected ${count(selected)}`;
    if (selected === 0 && this.scope === "selected") this.setScope("all");
    else if (this.scope === "selected") this.refresh();
  }

  sortBy(name) {
    const isSame = this.sort.name === name;
    if (isSame && this.sort.isDescending) this.sort = { name: null, isDescending: false };
    else this.sort = { name, isDescending: isSame };
    this.refresh();
  }

  async refresh() {
    const serial = ++this.serial;
    const points = this.state.get("points");
    if (!points) return;
    const text = byId("filter").value.trim();
    this.needsLabels = text !== "" || this.sort.name === "label";
    await attempt(async () => {
      const needed = this.sort.name && this.sort.name !== "label" ? [this.sort.name] : [];
      const [found] = await Promise.all([
        text === "" ? null : points.matching(text, this.labelVersion), points.loadKeys(),
        ...needed.map((name) => points.column(name)),
      ]);
      if (serial !== this.serial || points !== this.state.get("points")) return;
      const { mask, problem } = found ?? {};
      const places = this.#filtered(points, mask);
      this.#order(places, points);
      byId("scope-all").textContent = `All ${count(points.count)}`;
      byId("filter").setAttribute("aria-invalid", String(Boolean(problem)));
      byId("filter-text").textContent = problem ?? (found ? this.#result(found, places) : "");
      const known = this.state.get("matches");
      const matches = !mask ? null : known?.mask === mask ? known : { points, ...found };
      this.state.set({ matches, listed: places, filter: mask ? text : "" });
    });
  }

  /// Of all rows, and how many of them are listed.
  #result({ total }, places) {
    const listed = places.length === total ? "" : `, ${count(places.length)} listed`;
    return `${count(total)} of ${count(this.table.rows)} match${listed}`;
  }

  #filtered(points, mask) {
    const selection = this.state.get("selection");
    const shown = this.state.get("paint")?.points === points ? this.state.get("paint").shown : null;
    const isSelectedOnly = this.scope === "selected";
    const places = [];
    for (let place = 0; place < points.count; place++) {
      if (isSelectedOnly ? !selection.mask[place] : shown && !shown[place]) continue;
      if (!mask || mask[place]) places.push(place);
    }
    return places;
  }

  #order(places, points) {
    const { name, isDescending } = this.sort;
    if (name === null) return;
    const value = this.#value(name, points);
    const sign = isDescending ? -1 : 1;
    // What is missing comes last, whichever way.
    places.sort((a, b) => {
      const [first, second] = [value(a), value(b)];
      const [noFirst, noSecond] = [first === null, second === null];
      if (noFirst || noSecond) return noFirst - noSecond || a - b;
      const order = typeof first === "string"
        ? (first < second ? -1 : first > second ? 1 : 0) : first - second;
      return sign * order || a - b;
    });
  }

  #value(name, points) {
    if (name === "") return (place) => points.keys[place];
    if (name === "label") {
      const labels = this.state.get("labels") ?? {};
      return (place) => labels[points.keys[place]] ?? null;
    }
    const values = points.held(name);
    const names = this.table.columns.find((column) => column.name === name).names;
    return (place) => {
      const value = values[place];
      if (names) return value < 0 ? null : names[value];
      return isMissing(value) || value === missingInteger ? null : value;
    };
  }
}
