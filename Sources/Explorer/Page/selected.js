// What is selected: how many, of which classes, and where on the sky.
import { postForFile } from "./api.js";
import { attempt, byId, copyText, count, counted, element, figure, notice, saveFile } from "./dom.js";
import { mean, positionsText, sexagesimal } from "./sky.js";

/// Never 100 % of what is not all, nor 0 % of what is there.
function percent(part, whole) {
  const fraction = (100 * part) / whole;
  if (part < whole && fraction > 99) return "> 99 %";
  return fraction < 1 ? "< 1 %" : `${Math.round(fraction)} %`;
}

export class SelectionPanel {
  /// - actions: sources() => keys of the selection.
  constructor(state, table, actions) {
    Object.assign(this, { state, table, actions });
    this.serial = 0;
    state.on(["selection", "points"], () => this.show());
    byId("sky-copy").addEventListener("click", () => this.#copy());
    for (const format of ["csv", "fits"]) {
      byId(`save-${format}`).addEventListener("click", () => this.#save(`selection.${format}`));
    }
  }

  async show() {
    const serial = ++this.serial;
    const [selection, points] = [this.state.get("selection"), this.state.get("points")];
    const number = selection.count;
    byId("selection-text").textContent =
      number === 0 ? "Nothing is selected." : `${counted(number, "object")} selected`;
    byId("selection-text").classList.toggle("empty", number === 0);
    byId("selection-hint").hidden = number > 0;
    byId("select-none").disabled = number === 0;
    byId("sky").hidden = true;
    byId("save").hidden = number === 0;
    byId("selection-classes").replaceChildren();
    if (number === 0) return;
    await attempt(async () => {
      const { classColumn, rightAscension, declination } = this.table;
      const wanted = [classColumn, rightAscension, declination].filter(Boolean);
      await Promise.all(wanted.map((name) => points.column(name)));
      if (serial !== this.serial) return;
      if (classColumn) this.#classes(selection, points);
      if (rightAscension && declination) this.#sky(selection, points);
    });
  }

  /// The fraction of every class in the selection.
  #classes(selection, points) {
    const column = this.table.columns.find((known) => known.name === this.table.classColumn);
    const values = points.held(column.name);
    const tallies = new Map();
    for (const place of selection.places()) {
      const name = column.names ? column.names[values[place]] : values[place];
      if (name !== undefined && name !== null) tallies.set(name, (tallies.get(name) ?? 0) + 1);
    }
    const entries = [...tallies].sort((a, b) => b[1] - a[1]).slice(0, 8);
    byId("selection-classes").replaceChildren(...entries.map(([name, number]) =>
      element("span", { class: "fraction" },
        element("span", { text: name }),
        element("span", { class: "number", text: `${count(number)} · ${percent(number, selection.count)}` }))));
  }

  #positions(selection, points) {
    const [ra, dec] = [this.table.rightAscension, this.table.declination].map((name) => points.held(name));
    return [...selection.places()]
      .map((place) => ({ place, ra: Number(ra[place]), dec: Number(dec[place]) }))
      .filter(({ ra, dec }) => Number.isFinite(ra) && Number.isFinite(dec));
  }

  #sky(selection, points) {
    const positions = this.#positions(selection, points);
    if (positions.length === 0) return;
    const { ra, dec, radius } = mean(positions);
    byId("sky").hidden = false;
    byId("sky-text").textContent = positions.length === 1
      ? `${sexagesimal(ra, dec)} (${ra.toFixed(5)} ${dec.toFixed(5)}°)`
      : radius > 60 ? "spread over much of the sky"
        : `mean ${ra.toFixed(4)} ${dec.toFixed(4)}°, all within ${figure(radius, 3)}°`;
  }

  /// The selected rows with the table's columns and their labels.
  #save(name) {
    attempt(async () => {
      const sources = this.actions.sources();
      saveFile(name, await postForFile(`/export/${name}`, { sources }));
      notice(`Saved ${counted(sources.length, "row")} as ${name}.`);
    });
  }

  #copy() {
    attempt(async () => {
      const [selection, points] = [this.state.get("selection"), this.state.get("points")];
      const keys = await points.loadKeys();
      const positions = this.#positions(selection, points);
      const isCopied = await copyText(positionsText(positions, keys));
      notice(isCopied ? `Copied ${counted(positions.length, "position")}: id, RA, Dec in degrees.`
        : "The browser does not let the page copy.");
    });
  }
}
