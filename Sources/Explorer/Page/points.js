// The points the page holds: a set of the server's, its columns fetched when they are needed.
import { column, getJSON, matches, places } from "./api.js";

export class Points {
  #columns = new Map();
  #keys = null;
  #places = null;
  #maps = new Map();
  #matches = new Map();

  constructor(set, count) {
    this.set = set;
    this.count = count;
    this.keys = null;
  }

  /// A column's values, in the order of the points.
  column(name) {
    if (!this.#columns.has(name)) {
      const values = this.count === 0 ? Promise.resolve([]) : column(name, this.set);
      values.then(
        (found) => this.#columns.set(`=${name}`, found),
        () => this.#columns.delete(name),
      );
      this.#columns.set(name, values);
    }
    return this.#columns.get(name);
  }

  /// A column that was fetched before, else undefined.
  held(name) {
    return this.#columns.get(`=${name}`);
  }

  /// Where the points lie on a map: { x, y }.
  async placesOn(axes) {
    if (this.count === 0) return { x: new Float32Array(0), y: new Float32Array(0) };
    const name = `${axes.x}\n${axes.y}`;
    if (!this.#maps.has(name)) {
      if (this.#maps.size > 3) this.#maps.clear();
      const found = places(axes, this.set);
      found.catch(() => this.#maps.delete(name));
      this.#maps.set(name, found);
    }
    return this.#maps.get(name);
  }

  /// Which of the points a filter means: { mask, total }, or { problem }.
  matching(filter, version) {
    const name = `${version}\n${filter}`;
    if (!this.#matches.has(name)) {
      if (this.#matches.size > 3) this.#matches.clear();
      const found = matches(filter, this.count === 0 ? "none" : this.set);
      found.catch(() => this.#matches.delete(name));
      this.#matches.set(name, found);
    }
    return this.#matches.get(name);
  }

  /// What the points are known by.
  loadKeys() {
    this.#keys ??= (
      this.count === 0 ? Promise.resolve([]) : getJSON("/api/keys", { set: this.set })
    ).then((keys) => {
      this.keys = keys;
      return keys;
    });
    return this.#keys;
  }

  /// What the points are known by, and where they are on the sky.
  loadNames({ rightAscension, declination }) {
    const columns = [rightAscension, declination].filter(Boolean).map((name) => this.column(name));
    return this.count === 0 ? this.loadKeys() : Promise.all([this.loadKeys(), ...columns]);
  }

  /// A point's { rightAscension, declination } in degrees; null where it has none.
  position(place, table) {
    const [ra, dec] = [table.rightAscension, table.declination].map((name) => this.held(name)?.[place]);
    const isPlaced = [ra, dec].every((angle) => angle !== missingInteger && Number.isFinite(angle));
    return isPlaced ? { rightAscension: ra, declination: dec } : null;
  }

  /// Where a source is among the points; -1 where it is none of them.
  place(key) {
    if (!this.keys) return -1;
    this.#places ??= new Map(this.keys.map((known, place) => [known, place]));
    return this.#places.get(key) ?? -1;
  }
}

/// Which points are selected, by their places in one set of points.
export class Selection {
  constructor(count) {
    this.mask = new Uint8Array(count);
    this.count = 0;
    /// How the selection was drawn, where one line made it; a link can carry that.
    this.origin = null;
  }

  has(place) {
    return this.mask[place] === 1;
  }

  /// - mode: "replace", "add" or "remove".
  change(places, mode = "replace") {
    if (mode === "replace") {
      this.mask.fill(0);
      this.count = 0;
    }
    const value = mode === "remove" ? 0 : 1;
    for (const place of places) {
      if (this.mask[place] === value) continue;
      this.mask[place] = value;
      this.count += value ? 1 : -1;
    }
    this.origin = null;
  }

  places() {
    const places = new Int32Array(this.count);
    let next = 0;
    for (let place = 0; place < this.mask.length; place++) {
      if (this.mask[place]) places[next++] = place;
    }
    return places;
  }
}

export const isMissing = (value) =>
  value === null || value === undefined || Number.isNaN(value);

/// The server's mark for an integer that is not there.
export const missingInteger = -2147483648;
