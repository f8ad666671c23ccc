// The address follows the view, and brings it back.
import * as address from "./address.js";
import { attempt, byId, copyText, notice } from "./dom.js";

export class Link {
  constructor(app) {
    this.app = app;
    byId("fraction").addEventListener("click", () => this.#fraction());
  }

  restore(wish) {
    const { app } = this;
    if (wish.filter) byId("filter").value = wish.filter;
    if (wish.sort) {
      app.listing.sort = { name: wish.sort.replace(/^-/, ""), isDescending: wish.sort.startsWith("-") };
    }
    if (wish.filter || wish.sort) app.listing.refresh();
    if (wish.line) attempt(() => app.selectLine(wish.line, "replace"));
    else if (wish.ids.length > 0 && wish.ids[0] !== "") app.selectKeys(wish.ids);
    app.tabs.choose(wish.tab ?? "table");
  }

  follow() {
    let timer;
    const later = () => {
      clearTimeout(timer);
      timer = setTimeout(() => this.#write(), 250);
    };
    this.app.state.on(["axes", "colour", "hidden", "camera", "object", "tab", "selection", "listed"], later);
    later();
  }

  #write() {
    const { app } = this;
    const { state, map: { camera } } = app;
    const [selection, points, axes] = ["selection", "points", "axes"].map((name) => state.get(name));
    const origin = selection.origin;
    const isLine = origin && origin.x === axes.x && origin.y === axes.y;
    const { name, isDescending } = app.listing.sort;
    // Of a square map one number tells the other, so that a link read and written stays the same.
    const width = Number((camera.width / camera.across).toPrecision(7));
    const height = camera.across === camera.up ? (camera.height / camera.width) * width
      : camera.height / camera.up;
    const tooMany = selection.count > 1000 && !isLine;
    this.isWhole = address.write({
      ...axes, colour: state.get("colour"),
      view: [camera.x, camera.y, width, height],
      object: state.get("object"), tab: state.get("tab"), filter: byId("filter").value,
      sort: name ? (isDescending ? "-" : "") + name : null, hidden: [...state.get("hidden")],
      line: isLine ? origin.line : null,
      ids: selection.count === 0 || tooMany ? null
        : [...selection.places()].map((place) => points.keys?.[place] ?? ""),
    }) && !tooMany;
  }

  async #fraction() {
    this.#write();
    const isCopied = await copyText(location.href);
    const rest = this.isWhole ? "" : " The selection is too large for it: label it first.";
    notice((isCopied ? "Copied the address of this view." : "The address bar holds this view.") + rest
      + " It works on this machine while the explorer runs.");
  }
}
