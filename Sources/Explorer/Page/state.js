// What the page shows, in one place; parts of the page are told when what they look at changes.

export class State {
  #values = {};
  #listeners = new Map();
  #pending = new Set();

  get(name) {
    return this.#values[name];
  }

  /// Listeners run once, after the caller is done, however many values changed.
  set(changes) {
    for (const [name, value] of Object.entries(changes)) {
      if (Object.is(this.#values[name], value)) continue;
      this.#values[name] = value;
      this.touch(name);
    }
  }

  /// Tells that a value changed inside.
  touch(name) {
    if (this.#pending.size === 0) queueMicrotask(() => this.#tell());
    this.#pending.add(name);
  }

  on(names, listener) {
    for (const name of names) {
      if (!this.#listeners.has(name)) this.#listeners.set(name, new Set());
      this.#listeners.get(name).add(listener);
    }
  }

  #tell() {
    const names = [...this.#pending];
    this.#pending.clear();
    const called = new Set();
    for (const name of names) {
      for (const listener of this.#listeners.get(name) ?? []) {
        if (called.has(listener)) continue;
        called.add(listener);
        listener();
      }
    }
  }
}
