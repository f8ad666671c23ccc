// Names for selections: given, taken back, shown where they clash; kept by the server.
import { getJSON, post } from "./api.js";
import { announce, attempt, byId, count, counted, element } from "./dom.js";

export class Labels {
  /// - actions: selectLabel(name), sources() => keys of the selection.
  constructor(state, table, actions) {
    Object.assign(this, { state, table, actions });
    this.description = { labels: {}, elsewhere: 0 };
    byId("label-form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.give(byId("label-name").value.trim());
    });
    byId("label-name").addEventListener("input", () => this.#showButtons());
    byId("label-remove").addEventListener("click", () => this.#remove());
    byId("undo").addEventListener("click", () => this.step("undo"));
    byId("redo").addEventListener("click", () => this.step("redo"));
    for (const choice of ["replace", "keep", "cancel"]) {
      byId(`conflict-${choice}`).addEventListener("click", () => this.#resolve(choice));
    }
    document.addEventListener("keydown", (event) => this.#key(event));
    // Another page may have labelled meanwhile.
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) attempt(() => this.load());
    });
    state.on(["labels"], () => this.#show());
    state.on(["selection"], () => { this.#closeConflict(); this.#showButtons(); });
    byId("label-file").textContent = `Kept in ${table.labels} the moment they are made.`;
  }

  async load() {
    this.#take(await getJSON("/api/labels"));
  }

  #take(description) {
    this.description = description;
    this.state.set({ labels: description.labels });
  }

  async give(label, conflict = "ask") {
    const sources = this.actions.sources();
    if (!label || sources.length === 0) return;
    await attempt(async () => {
      const description = await post("/api/labels", { sources, label, conflict });
      this.#take(description);
      if (conflict === "ask" && Object.keys(description.conflicts).length > 0) {
        return this.#ask(label, description.conflicts, sources.length);
      }
      this.#closeConflict();
      announce(`${counted(description.changed, "object")} labelled ${label}`);
    });
  }

  #ask(label, conflicts, total) {
    const tallies = new Map();
    for (const other of Object.values(conflicts)) tallies.set(other, (tallies.get(other) ?? 0) + 1);
    const parts = [...tallies].sort((a, b) => b[1] - a[1]).map(([name, n]) => `${count(n)} ${name}`);
    const number = Object.keys(conflicts).length;
    byId("conflict-text").textContent =
      `${count(number)} of ${counted(total, "object")} already ${number === 1 ? "has" : "have"}`
      + ` another label: ${parts.join(", ")}. Nothing was changed yet.`;
    this.pending = label;
    byId("conflict").hidden = false;
    byId("conflict-keep").focus();
  }

  #resolve(choice) {
    const label = this.pending;
    this.#closeConflict();
    byId("label-name").focus();
    if (choice !== "cancel") this.give(label, choice);
  }

  #closeConflict() {
    byId("conflict").hidden = true;
  }

  async #remove() {
    const sources = this.actions.sources();
    await attempt(async () => {
      const description = await post("/api/labels", { sources, label: null });
      this.#take(description);
      announce(`Labels of ${counted(description.changed, "object")} removed`);
    });
  }

  async step(direction) {
    await attempt(async () => {
      this.#take(await post(`/api/labels/${direction}`, {}));
      announce(direction === "undo" ? "Undone" : "Done again");
    });
  }

  #key(event) {
    const isText = event.target.matches?.("input, textarea");
    if (isText || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
    event.preventDefault();
    this.step(event.shiftKey ? "redo" : "undo");
  }

  #showButtons() {
    const selected = this.state.get("selection")?.count ?? 0;
    byId("label-apply").disabled = selected === 0 || byId("label-name").value.trim() === "";
    byId("label-remove").disabled = selected === 0;
  }

  #show() {
    const { labels, undo, redo, elsewhere } = this.description;
    const tallies = new Map();
    for (const label of Object.values(labels)) tallies.set(label, (tallies.get(label) ?? 0) + 1);
    const entries = [...tallies].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    byId("label-list").replaceChildren(
      ...entries.map(([name, number]) => element(
        "button",
        {
          type: "button", class: "fraction", "aria-label": `Select the ${number} labelled ${name}`,
          onclick: () => this.actions.selectLabel(name),
        },
        element("span", { text: name }), element("span", { class: "number", text: count(number) }))));
    if (entries.length === 0) byId("label-list").append(element("p", { class: "hint", text: "None yet." }));
    if (elsewhere > 0) {
      byId("label-list").append(element("p", {
        class: "hint", text: `${counted(elsewhere, "label")} of objects outside this table are kept too.`,
      }));
    }
    byId("label-names").replaceChildren(
      ...this.#suggestions(entries).map((value) => element("option", { value })));
    const title = (step, word) => (step === undefined || step === null ? `Nothing to ${word}`
      : `${word} ${step === "" ? "removing labels" : `“${step}”`}`);
    [byId("undo").disabled, byId("redo").disabled] = [undo === undefined || undo === null, redo === undefined || redo === null];
    [byId("undo").title, byId("redo").title] = [title(undo, "undo"), title(redo, "redo")];
    for (const id of ["export-csv", "export-fits"]) {
      byId(id).setAttribute("aria-disabled", String(entries.length === 0));
    }
    this.#showButtons();
  }

  /// Labels in use, then the table's own classes.
  #suggestions(entries) {
    const classes = this.table.columns.find((column) => column.name === this.table.classColumn);
    return [...new Set([...entries.map(([name]) => name), ...(classes?.names ?? [])])].slice(0, 40);
  }
}
