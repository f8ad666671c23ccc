// A small sign beside the object under the pointer.
import { imageAddress } from "./api.js";
import { byId, element, figure, measured } from "./dom.js";
import { isMissing, missingInteger } from "./points.js";
import { degrees } from "./sky.js";

export class Tip {
  constructor(state, table, map) {
    Object.assign(this, { state, table, map });
    this.box = byId("tip");
  }

  /// What is known without asking: position, class, label and what the colour shows.
  #facts(place) {
    const points = this.state.get("points");
    const position = points.position(place, this.table);
    const facts = position ? [["RA, Dec", `${degrees(position)}°`]] : [];
    const [colour, label] = [this.state.get("colour"), this.state.get("labels")[points.keys?.[place]]];
    for (const name of new Set([this.table.classColumn, colour])) {
      const column = this.table.columns.find((known) => known.name === name);
      const value = column ? points.held(name)?.[place] : undefined;
      if (value === undefined) continue;
      facts.push([name, column.names ? column.names[value] ?? "no value"
        : isMissing(value) || value === missingInteger ? "no value"
          : column.kind === "integer" ? figure(value, 10) : measured(column, value)]);
    }
    if (label) facts.push(["label", label]);
    return facts;
  }

  words(place) {
    const key = this.state.get("points").keys?.[place];
    return [key, ...this.#facts(place).map(([name, text]) => `${name} ${text}`)].join(", ");
  }

  show(place, at) {
    const key = this.state.get("points")?.keys?.[place];
    this.box.hidden = place < 0 || key === undefined;
    if (this.box.hidden) return;
    if (this.key !== key) {
      this.key = key;
      const image = this.table.views.length === 0 ? null : element("img", {
        src: imageAddress(key, "cutout", 96), alt: "", width: 72, height: 72,
        onerror: (event) => event.target.remove(),
      });
      this.box.replaceChildren(...[image, element("div", {},
        element("b", { text: key }),
        ...this.#facts(place).map(([name, text]) => element("span", { text: `${name} ${text}` })))].filter(Boolean));
    }
    const { width, height } = this.map.camera;
    const [wide, high] = [this.box.offsetWidth, this.box.offsetHeight];
    const left = at[0] + 18 + wide > width ? at[0] - 18 - wide : at[0] + 18;
    const top = Math.max(4, Math.min(height - high - 4, at[1] - high / 2));
    this.box.style.transform = `translate(${Math.round(Math.max(4, left))}px, ${Math.round(top)}px)`;
  }
}
