// The page's parts and how they act on each other.
import { getJSON, post } from "./api.js";
import * as address from "./address.js";
import { connectAxes, isSquare, presets } from "./axes.js";
import { Colours } from "./colours.js";
import { Cutouts } from "./cutouts.js";
import { DensityLayer } from "./density.js";
import { attempt, byId, count, counted, notice } from "./dom.js";
import { Gestures } from "./gestures.js";
import { Inspector } from "./inspector.js";
import { Labels } from "./labels.js";
import { Legend } from "./legend.js";
import { Link } from "./link.js";
import { Listing } from "./listing.js";
import { MapView } from "./map.js";
import { Neighbours } from "./neighbours.js";
import { pointsInside } from "./nearest.js";
import { Outliers } from "./outliers.js";
import { Points, Selection } from "./points.js";
import { Samp } from "./samp.js";
import { SelectionPanel } from "./selected.js";
import { State } from "./state.js";
import { TableView } from "./table.js";
import { Tabs } from "./tabs.js";
import { connectTheme } from "./theme.js";
import { Tip } from "./tip.js";
import { Walk } from "./walk.js";

export class App {
  constructor(table) {
    this.table = table;
    this.state = new State();
    this.isLong = table.rows > table.limit;
    const wish = address.read();
    this.wish = wish;
    const [first] = presets(table);
    const isNumeric = (name) => table.columns.some((column) =>
      column.name === name && (column.kind === "number" || column.kind === "integer"));
    const axes = isNumeric(wish.x) && isNumeric(wish.y) ? { x: wish.x, y: wish.y }
      : { x: first?.x, y: first?.y };
    this.state.set({
      axes, selection: new Selection(0), hover: -1, object: wish.object ?? null, hidden: new Set(wish.hidden),
      labels: {}, points: null, tab: "table",
    });
  }

  async start() {
    const { table, state } = this;
    byId("file-name").textContent = table.file;
    document.title = `${table.file} – Skysort explorer`;
    if (!state.get("axes").x) throw new Error("The table has no two columns of numbers to show.");
    connectTheme(state);
    connectAxes(table, state);
    this.colours = new Colours(state, table, this.wish.colour);
    this.density = this.isLong ? new DensityLayer(state, table) : null;
    this.map = new MapView(state, table, this.density);
    this.#connectParts();
    state.on(["axes"], () => {
      if (state.get("axes") !== this.shownAxes) attempt(() => this.showAxes());
    });
    await this.showAxes(this.wish.view);
    if (table.warnings.length > 0) notice(table.warnings.join(" "));
    await this.labels.load();
    if (!this.isLong) await state.get("points").loadNames(table);
    this.link = new Link(this);
    this.link.restore(this.wish);
    this.link.follow();
    state.touch("object");
    performance.mark("complete");
  }

  #connectParts() {
    const { table, state } = this;
    const actions = {
      toggle: (place) => this.toggle(place), open: (place) => this.open(place),
      hover: (place, at, says) => this.hover(place, at, says),
      select: (polygon, mode) => attempt(() => this.selectLine(polygon, mode)),
      selectRange: (places, mode) => this.select(places, mode),
      selectView: () => this.selectView(), clear: () => this.select([], "replace"),
      fit: () => this.fit(),
      probe: (x, y) => state.get("map")?.canDecode && this.inspector.probe(x, y),
    };
    const keyed = {
      open: (key, event) => this.openKey(key, event),
      hover: (key) => this.hoverKey(key), selectKeys: (keys) => this.selectKeys(keys),
      isSelected: (key) => {
        const place = state.get("points").place(key);
        return place >= 0 && state.get("selection").has(place);
      },
    };
    this.gestures = new Gestures(this.map, state, actions);
    this.tip = new Tip(state, table, this.map);
    this.legend = new Legend(state, table, {
      toggleGroup: (name) => this.colours.toggle(name),
      selectGroup: (code, mode) => this.select(this.colours.placesOf(code), mode),
    });
    this.listing = new Listing(state, table);
    this.walk = new Walk(table);
    state.on(["map"], () => this.gestures.allowProbe(Boolean(state.get("map")?.canDecode)));
    this.neighbours = new Neighbours(state, table, keyed);
    this.tabs = new Tabs(state, {
      table: new TableView(state, table, this.listing, actions),
      cutouts: new Cutouts(state, table, keyed),
      outliers: new Outliers(state, table, keyed), neighbours: this.neighbours, walk: this.walk,
    });
    this.inspector = new Inspector(state, table, {
      neighbours: (key) => { this.neighbours.load(key); this.tabs.choose("neighbours"); },
      walkFrom: (key) => { this.walk.setFrom(key); this.tabs.choose("walk"); },
      walkTo: (key) => { this.walk.setTo(key); this.tabs.choose("walk"); },
      center: (key) => attempt(() => this.center(key)),
    });
    const sources = () => {
      const points = state.get("points");
      return [...state.get("selection").places()].map((place) => points.keys[place]);
    };
    this.labels = new Labels(state, table, {
      sources,
      selectLabel: (name) => this.selectKeys(
        Object.entries(state.get("labels")).filter(([, label]) => label === name).map(([key]) => key)),
    });
    this.selectionPanel = new SelectionPanel(state, table, { sources });
    this.samp = new Samp(state, { sources });
    state.on(["points", "view", "paint", "matches"], () => this.#showCounts());
    state.on(["viewPoints"], () => this.#takeView());
    state.on(["failure"], () => attempt(() => { throw state.get("failure"); }));
    state.on(["theme"], () => this.density?.grid && (this.density.paint(), this.map.redraw()));
    state.on(["colour", "filter"], () => this.density?.look(this.map.camera, true));
    byId("zoom-in").addEventListener("click", () => this.zoom(1.5));
    byId("zoom-out").addEventListener("click", () => this.zoom(1 / 1.5));
    byId("zoom-fit").addEventListener("click", () => this.fit());
    byId("select-view").addEventListener("click", () => this.selectView());
    byId("select-none").addEventListener("click", () => this.select([], "replace"));
    byId("select-listed").addEventListener("click", () => this.select(state.get("listed") ?? [], "replace"));
    byId("keys").addEventListener("click", () => byId("keys-dialog").showModal());
  }

  // MARK: Points

  /// Fetches the places on new axes and shows them.
  async showAxes(view) {
    const axes = (this.shownAxes = this.state.get("axes"));
    const points = this.state.get("points") ?? new Points(this.isLong ? "none" : "all", this.isLong ? 0 : this.table.rows);
    const [map, { x, y }] = await Promise.all([getJSON("/api/map", axes), points.placesOn(axes)]);
    if (axes !== this.state.get("axes")) return;
    this.state.set({ map });
    if (this.isLong) return this.#showDense(view);
    if (this.state.get("points") !== points) {
      this.state.set({ points, selection: new Selection(points.count) });
    }
    this.map.setPlaces(points, x, y);
    this.#look(view, map.extent);
    await this.colours.refresh();
    performance.mark("first-image");
  }

  async #showDense(view) {
    await this.#setPoints(new Points("none", 0));
    this.#look(view, this.state.get("map").extent);
    this.density.look(this.map.camera, true);
  }

  #look(view, box) {
    if (!box) return;
    this.map.fit(box);
    this.map.fitted = this.map.camera.across;
    if (!view) return;
    const { camera } = this.map;
    [camera.x, camera.y] = view;
    camera.across = camera.width / view[2];
    camera.up = camera.height / view[3];
    // A window of another shape shows more, never another proportion.
    if (isSquare(this.state.get("axes"), this.state.get("map"))) {
      const isSameShape = Math.abs(camera.across / camera.up - 1) < 1e-5;
      camera.across = camera.up = isSameShape ? camera.across : Math.min(camera.across, camera.up);
    }
    this.map.changed();
  }

  /// Holds other points; nothing of them is selected.
  async #setPoints(points) {
    const axes = this.state.get("axes");
    const [{ x, y }] = await Promise.all([points.placesOn(axes), points.loadNames(this.table)]);
    if (axes !== this.state.get("axes")) return;
    this.state.set({ points, selection: new Selection(points.count), hover: -1 });
    this.map.setPlaces(points, x, y);
    await this.colours.refresh();
  }

  /// The points of a part of a long table, once they are few enough; never in place of a
  /// selection.
  #takeView() {
    const points = this.state.get("viewPoints");
    if (this.state.get("selection").count > 0 || points === this.state.get("points")) return;
    attempt(() => this.#setPoints(points));
  }

  #showCounts() {
    const [points, paint, view] = ["points", "paint", "view"].map((name) => this.state.get(name));
    const [rows, matches] = [this.table.rows, this.state.get("matches")];
    let text;
    if (this.isLong && view) {
      text = view.set === null
        ? `Density of ${count(view.count)} of ${count(rows)} points in view`
        : `${count(view.count)} of ${count(rows)} points shown`;
      if (matches) text += `; ${count(rows - matches.total)} do not match`;
      if (points?.count > 0 && points !== this.state.get("viewPoints")) text += `; ${count(points.count)} held by the selection`;
      const lost = rows - view.placed;
      if (lost > 0) text += `; ${count(lost)} have no place here`;
    } else if (points && this.map.index) {
      const { x, y } = this.map;
      let [placed, shown, faded] = [0, 0, 0];
      const mask = matches?.points === points ? matches.mask : null;
      for (let i = 0; i < x.length; i++) {
        if (!Number.isFinite(x[i]) || !Number.isFinite(y[i])) continue;
        placed++;
        if (paint?.shown && !paint.shown[i]) continue;
        shown++;
        if (mask && !mask[i]) faded++;
      }
      text = `${count(shown)} of ${count(rows)} points shown`;
      if (faded > 0) text += `, of which ${count(shown - faded)} match`;
      if (placed > shown) text += `; ${count(placed - shown)} hidden`;
      if (rows > placed) text += `; ${count(rows - placed)} have no place here`;
    }
    if (text) byId("counts").textContent = text;
  }

  zoom(factor) {
    this.map.camera.zoom(factor);
    this.map.changed();
  }

  fit() {
    this.map.fit();
  }

  async center(key) {
    const axes = this.state.get("axes");
    const { x, y } = await getJSON("/api/place", { id: key, x: axes.x, y: axes.y });
    if (typeof x !== "number" || typeof y !== "number") return notice(`${key} has no place on this map.`);
    [this.map.camera.x, this.map.camera.y] = [x, y];
    this.state.set({ object: key });
    this.map.changed();
  }

  // MARK: Selection

  select(places, mode) {
    this.state.get("selection").change(places, mode);
    this.state.touch("selection");
  }

  toggle(place) {
    const selection = this.state.get("selection");
    this.select([place], selection.has(place) ? "remove" : "add");
  }

  async selectLine(polygon, mode) {
    const axes = this.state.get("axes");
    if (this.isLong && this.state.get("points").count === 0 || this.#isDense()) {
      const found = await post("/api/select", { x: axes.x, y: axes.y, polygon, filter: this.state.get("filter") });
      if (found.set === undefined || found.set === null) {
        return notice(
          `${count(found.count)} points are inside; at most ${count(this.table.limit)} can be`
          + " selected at once. Draw a smaller line.", true);
      }
      await this.#setPoints(new Points(found.set, found.count));
      this.select(Array.from({ length: found.count }, (_, place) => place), "replace");
    } else {
      await this.state.get("points").loadKeys();
      this.select(pointsInside(this.map.index, polygon), mode);
    }
    if (mode === "replace") this.state.get("selection").origin = { line: polygon, ...axes };
    byId("announcer").textContent = `${counted(this.state.get("selection").count, "object")} selected`;
    this.listing.setScope(this.state.get("selection").count > 0 ? "selected" : "all");
  }

  #isDense() {
    return this.isLong && this.state.get("view")?.set === null;
  }

  selectView() {
    const { left, right, bottom, top } = this.map.camera.box();
    const polygon = [[left, bottom], [right, bottom], [right, top], [left, top]];
    return attempt(() => this.selectLine(polygon, "replace"));
  }

  selectKeys(keys) {
    const points = this.state.get("points");
    const places = keys.map((key) => points.place(key)).filter((place) => place >= 0);
    this.select(places, "replace");
    if (places.length > 0) this.listing.setScope("selected");
    if (places.length < keys.length) {
      notice(`${counted(keys.length - places.length, "object")} are not among the points shown.`);
    }
  }

  // MARK: One object

  open(place) {
    const key = this.state.get("points").keys?.[place];
    if (key === undefined) return;
    this.state.set({ object: this.state.get("object") === key ? null : key });
  }

  openKey(key, event) {
    const place = this.state.get("points").place(key);
    if (place >= 0 && event && (event.shiftKey || event.ctrlKey || event.metaKey)) this.toggle(place);
    else this.state.set({ object: this.state.get("object") === key ? null : key });
  }

  hover(place, at, says = false) {
    const keys = this.state.get("points")?.keys;
    const key = place >= 0 ? keys?.[place] ?? null : null;
    this.state.set({ hover: place, hoverKey: key });
    this.tip.show(at ? place : -1, at);
    if (says && key) byId("announcer").textContent = this.tip.words(place);
  }

  hoverKey(key) {
    const place = key === null ? -1 : this.state.get("points").place(key);
    this.state.set({ hover: place, hoverKey: key });
  }
}
