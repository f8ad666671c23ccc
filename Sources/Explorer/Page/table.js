// The table of the listed objects.
import { attempt, byId, element, written } from "./dom.js";
import { missingInteger } from "./points.js";
import { VirtualList } from "./virtual.js";

const rowHeight = 26;

export class TableView {
  /// - actions: toggle(place), selectRange(places, mode), open(place), hover(place).
  constructor(state, table, listing, actions) {
    Object.assign(this, { state, table, listing, actions });
    // A row is told by its identifier and its position.
    const position = [table.rightAscension, table.declination];
    const shown = table.columns.filter((column) =>
      column.name !== table.identifier && !/\[\d+\]$/.test(column.name));
    this.columns = [
      ...shown.filter((column) => position.includes(column.name)),
      ...shown.filter((column) => !position.includes(column.name)),
    ];
    this.active = 0;
    this.box = element("div", {
      class: "grid-box", role: "grid", "aria-label": "Objects", "aria-multiselectable": "true",
      tabindex: "0", id: "grid",
    });
    this.head = element("div", { class: "grid-row head", role: "row" });
    this.box.append(this.head);
    byId("panel-table").append(this.box);
    this.list = new VirtualList(
      this.box, () => ({ columns: 1, height: rowHeight }), (order) => this.#row(order));
    this.list.head = rowHeight;
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.box.addEventListener("scroll", () => this.#fetch(), { passive: true });
    state.on(["listed"], () => this.#listedChanged());
    state.on(["selection", "labels", "object"], () => this.#renewSoon());
    state.on(["hover"], () => this.#markHover());
    this.#showHead();
  }

  #renewSoon() {
    if (!byId("panel-table").hidden) this.list.renew();
  }

  #listedChanged() {
    this.places = this.state.get("listed");
    this.active = Math.min(this.active, Math.max(0, this.places.length - 1));
    this.box.setAttribute("aria-rowcount", this.places.length + 1);
    this.list.setCount(this.places.length);
    this.#showHead();
    this.#fetch();
  }

  get fields() {
    return [
      { name: "", title: this.table.identifier ?? "row", kind: "text", width: 13 },
      { name: "label", title: "your label", kind: "label", width: 9 },
      ...this.columns.map((column) => ({
        name: column.name, title: column.name, kind: column.kind, column,
        width: column.kind === "text" ? 12
          : Math.max(6.5, Math.min(14, (column.name + (column.unit ?? "")).length * 0.62 + 2.5)),
      })),
    ];
  }

  #showHead() {
    const sort = this.listing.sort;
    const widths = this.fields.map((field) => `${field.width}em`);
    this.template = widths.join(" ");
    this.box.style.setProperty("--columns", this.template);
    this.head.replaceChildren(...this.fields.map((field) => {
      const isSorted = sort.name === field.name;
      const order = !isSorted ? "none" : sort.isDescending ? "descending" : "ascending";
      const unit = field.column?.unit ? `, ${field.column.unit}` : "";
      const about = field.column?.description ? `${field.title}${unit}: ${field.column.description}` : `${field.title}${unit}`;
      return element("div", { role: "columnheader", "aria-sort": order, class: this.#class(field) },
        element("button", {
          type: "button", title: about, onclick: () => this.listing.sortBy(field.name),
          text: field.title,
        }, field.column?.unit ? element("span", { class: "unit", text: ` ${field.column.unit}` }) : null,
        isSorted ? (sort.isDescending ? " ▾" : " ▴") : null));
    }));
  }

  #class(field) {
    return field.kind === "number" || field.kind === "integer" ? "number" : "";
  }

  /// Columns are fetched when they come into view.
  #fetch() {
    const points = this.state.get("points");
    if (!points || byId("panel-table").hidden) return;
    const em = parseFloat(getComputedStyle(this.box).fontSize);
    let left = 0;
    const missing = [];
    for (const field of this.fields) {
      const width = field.width * em;
      const isVisible = left < this.box.scrollLeft + this.box.clientWidth + 200
        && left + width > this.box.scrollLeft - 200;
      if (isVisible && field.column && points.held(field.name) === undefined) missing.push(field.name);
      left += width;
    }
    if (missing.length === 0) return;
    attempt(async () => {
      await Promise.all(missing.map((name) => points.column(name)));
      if (points === this.state.get("points")) this.list.renew();
    });
  }

  #text(field, place, points) {
    if (field.name === "") return points.keys?.[place] ?? "";
    if (field.kind === "label") return this.state.get("labels")?.[points.keys?.[place]] ?? "";
    const values = points.held(field.name);
    if (values === undefined) return "…";
    const value = values[place];
    if (field.kind === "category") return value < 0 ? "–" : field.column.names[value];
    if (field.kind === "text") return value ?? "–";
    if (value === missingInteger) return "–";
    if (field.kind === "integer") return String(value).replace("-", "−");
    return written(field.column, value);
  }

  #row(order) {
    const points = this.state.get("points");
    const place = this.places[order];
    const isSelected = this.state.get("selection").has(place);
    const isOpen = points.keys?.[place] === this.state.get("object");
    const row = element(
      "div",
      {
        role: "row", class: "grid-row", id: `row-${order}`, "aria-rowindex": order + 2,
        "aria-selected": String(isSelected), "aria-current": isOpen ? "true" : null,
        onclick: (event) => this.#click(event, order),
        onpointerenter: () => this.actions.hover(place),
        onpointerleave: () => this.actions.hover(-1),
      },
      ...this.fields.map((field) => element("div", {
        role: "gridcell", class: this.#class(field), text: this.#text(field, place, points),
      })));
    if (order === this.active) row.classList.add("active");
    if (place === this.state.get("hover")) row.classList.add("hover");
    return row;
  }

  #markHover() {
    const hover = this.state.get("hover");
    for (const [order, row] of this.list.visible()) {
      row.classList.toggle("hover", this.places[order] === hover);
    }
  }

  #click(event, order) {
    const before = this.active;
    this.#setActive(order);
    if (event.shiftKey) {
      const [first, last] = [Math.min(before, order), Math.max(before, order)];
      this.actions.selectRange(this.places.slice(first, last + 1), "add");
    } else if (event.ctrlKey || event.metaKey) {
      this.actions.toggle(this.places[order]);
    } else {
      this.actions.open(this.places[order]);
    }
  }

  #setActive(order) {
    this.active = Math.max(0, Math.min(this.places.length - 1, order));
    this.list.reveal(this.active);
    for (const [known, row] of this.list.visible()) {
      row.classList.toggle("active", known === this.active);
    }
    this.box.setAttribute("aria-activedescendant", `row-${this.active}`);
  }

  #key(event) {
    if (event.target !== this.box || !this.places?.length) return;
    const page = Math.max(1, Math.floor(this.box.clientHeight / rowHeight) - 2);
    const moves = {
      ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity,
    };
    if (event.key in moves) {
      const wanted = this.active + moves[event.key];
      this.#setActive(wanted === -Infinity ? 0 : wanted === Infinity ? this.places.length - 1 : wanted);
      this.actions.hover(this.places[this.active]);
    } else if (event.key === " ") {
      this.actions.toggle(this.places[this.active]);
    } else if (event.key === "Enter") {
      this.actions.open(this.places[this.active]);
    } else {
      return;
    }
    event.preventDefault();
  }

  /// After its panel is shown.
  appear() {
    this.list.renew();
    this.#fetch();
  }
}
