// One list at a time, with the arrow keys going from tab to tab.
import { byId } from "./dom.js";

export class Tabs {
  /// - views: By name, what is told when its panel appears.
  constructor(state, views) {
    this.state = state;
    this.views = views;
    this.tabs = [...document.querySelectorAll("[role=tab]")];
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.choose(this.#name(tab)));
      tab.addEventListener("keydown", (event) => this.#key(event, tab));
    }
  }

  #name(tab) {
    return tab.id.slice("tab-".length);
  }

  choose(name) {
    const wanted = byId(`tab-${name}`);
    if (!wanted || wanted.hidden) return;
    for (const tab of this.tabs) {
      const isChosen = tab === wanted;
      tab.setAttribute("aria-selected", String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      byId(`panel-${this.#name(tab)}`).hidden = !isChosen;
    }
    byId("list-bar").hidden = name !== "table" && name !== "cutouts";
    this.state.set({ tab: name });
    this.views[name]?.appear?.();
  }

  #key(event, tab) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shown = this.tabs.filter((other) => !other.hidden);
    const next = shown[(shown.indexOf(tab) + step + shown.length) % shown.length];
    this.choose(this.#name(next));
    next.focus();
    event.preventDefault();
  }
}
