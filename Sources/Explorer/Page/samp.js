// Other programs on this machine, where a hub connects them.
import { getJSON, post } from "./api.js";
import { attempt, byId, counted, element, notice } from "./dom.js";

const pause = 15000;

export class Samp {
  /// - actions: sources() => keys of the selection.
  constructor(state, actions) {
    Object.assign(this, { state, actions });
    this.clients = [];
    state.on(["selection", "object"], () => this.#show());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.look(); });
    setInterval(() => { if (!document.hidden) this.look(); }, pause);
    this.look();
  }

  async look() {
    try {
      this.clients = await getJSON("/api/samp");
    } catch {
      this.clients = [];
    }
    this.#show();
  }

  #show() {
    const selected = this.state.get("selection").count;
    const object = this.state.get("object");
    const buttons = [];
    for (const client of this.clients) {
      if (client.takesTables && selected > 0) {
        buttons.push(this.#button(`Send to ${client.name}`, () => this.#send(client)));
      }
      if (client.pointsAtSky && object) {
        buttons.push(this.#button(`Point ${client.name} at the object`, () => this.#point(client, object)));
      }
    }
    byId("samp").replaceChildren(...buttons);
    byId("samp").hidden = buttons.length === 0;
  }

  #button(text, action) {
    return element("button", { type: "button", text, onclick: () => attempt(action) });
  }

  async #send(client) {
    const { sent } = await post("/api/samp/table", { client: client.id, sources: this.actions.sources() });
    notice(`Sent ${counted(sent, "object")} to ${client.name}.`);
  }

  async #point(client, object) {
    await post("/api/samp/point", { client: client.id, sources: [object] });
    notice(`${client.name} was told where ${object} is.`);
  }
}
