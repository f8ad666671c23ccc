// Light, dark, or as the system has it.
import { byId } from "./dom.js";

const order = ["system", "light", "dark"];
const storage = "skysort-theme";

export function connectTheme(state) {
  let theme = "system";
  try {
    theme = order.includes(localStorage[storage]) ? localStorage[storage] : "system";
  } catch {
    // A browser may forbid keeping things; the choice then lasts as long as the page.
  }
  const apply = () => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    byId("theme").textContent = `Theme: ${theme}`;
    state.touch("theme");
  };
  byId("theme").addEventListener("click", () => {
    theme = order[(order.indexOf(theme) + 1) % order.length];
    try {
      localStorage[storage] = theme;
    } catch {
      // As above.
    }
    apply();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  apply();
}
