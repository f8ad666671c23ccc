// The listed objects as images.
import { byId, element } from "./dom.js";
import { degrees } from "./sky.js";
import { shortened, TileGrid } from "./tiles.js";

export class Cutouts {
  constructor(state, table, actions) {
    this.panel = byId("panel-cutouts");
    if (table.views.length === 0) {
      this.panel.append(element("p", {
        class: "hint", text: "No images were given; name them with --images.",
      }));
    }
    const classes = table.columns.find((column) => column.name === table.classColumn);
    this.grid = new TileGrid(this.panel, "Cutouts", table.views.length > 0, (order) => {
      const points = state.get("points");
      const place = this.places[order];
      const key = points.keys[place];
      const code = classes?.names ? points.held(classes.name)?.[place] : undefined;
      const label = state.get("labels")[key];
      return {
        key, caption: shortened(key, 13), position: degrees(points.position(place, table)),
        detail: label ? `“${label}”` : code >= 0 ? classes.names[code] : "",
        isSelected: state.get("selection").has(place), isOpen: key === state.get("object"),
      };
    }, actions);
    this.places = [];
    state.on(["listed"], () => {
      this.places = state.get("listed");
      this.grid.setCount(this.places.length);
    });
    state.on(["selection", "labels", "object"], () => { if (!this.panel.hidden) this.grid.renew(); });
  }

  appear() {
    this.grid.renew();
  }
}
