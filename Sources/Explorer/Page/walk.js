// A straight line through the latent space from one object to another, decoded on the way.
import { imageAddress, walkAddress } from "./api.js";
import { byId, element } from "./dom.js";
import { shortened } from "./tiles.js";

const steps = 9;
const side = 128;

export class Walk {
  constructor(table) {
    this.table = table;
    this.panel = byId("panel-walk");
    byId("tab-walk").hidden = !table.canDecode;
    this.text = element("p", { class: "hint" });
    this.strip = element("ol", { class: "strip" });
    this.panel.append(element("div", { class: "panel-bar" }, this.text), this.strip);
    this.show();
  }

  setFrom(key) {
    this.from = key;
    this.show();
  }

  setTo(key) {
    this.to = key;
    this.show();
  }

  show() {
    const { from, to } = this;
    this.text.textContent = from && to
      ? `From ${from} to ${to} in ${steps} equal steps: the ends' cutouts, and what the model makes of the way.`
      : from ? `From ${from}; choose another object and “Walk to”.`
        : to ? `To ${to}; choose another object and “Walk from”.`
          : "Choose an object and “Walk from”, then another and “Walk to”.";
    this.strip.replaceChildren();
    if (!from || !to) return;
    const hasImages = this.table.views.includes("cutout");
    if (hasImages) this.#add(imageAddress(from, "cutout", side), shortened(from), "end");
    for (let step = 0; step < steps; step++) {
      const fraction = step / (steps - 1);
      this.#add(walkAddress(from, to, fraction, side), `${Math.round(100 * fraction)} %`, "");
    }
    if (hasImages) this.#add(imageAddress(to, "cutout", side), shortened(to), "end");
  }

  #add(address, caption, kind) {
    this.strip.append(element("li", { class: kind },
      element("img", { src: address, alt: kind ? `Cutout of ${caption}` : `Decoded at ${caption} of the way` }),
      element("span", { text: caption })));
  }
}
