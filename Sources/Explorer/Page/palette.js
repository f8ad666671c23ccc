// Colours that colour-blind eyes tell apart, by day and by night: Okabe and Ito's for classes,
// as in the reports, and a ramp of even steps in brightness from blue to yellow for numbers.

const series = {
  light: ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#b8860b", "#56b4e9", "#7a6a00"],
  dark: ["#4fa9e0", "#ff8a3d", "#2fc79a", "#e6a0c6", "#f2b632", "#8fd0f5", "#d8cc55"],
};
const other = { light: "#7d838c", dark: "#8a919c" };
const missing = { light: "#c3c7cd", dark: "#4a505a" };

const ramp = {
  light: ["#00265f", "#31446b", "#575d6d", "#7c7b78", "#a39a76", "#cdbb68", "#eddb4c"],
  dark: ["#2a5a9e", "#4a6a9a", "#6f7c93", "#94938c", "#b8aa82", "#dcc86f", "#fff07a"],
};

export const seriesCount = series.light.length;

export const isDark = () => {
  const chosen = document.documentElement.dataset.theme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

const mode = () => (isDark() ? "dark" : "light");

export const seriesColour = (index) => series[mode()][index] ?? other[mode()];
export const missingColour = () => missing[mode()];

export const bytes = (colour) => [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));

/// A table of 256 colours, three bytes each.
export function rampTable() {
  const stops = ramp[mode()].map(bytes);
  const table = new Uint8Array(3 * 256);
  for (let step = 0; step < 256; step++) {
    const place = (step / 255) * (stops.length - 1);
    const first = Math.min(stops.length - 2, Math.floor(place));
    for (let part = 0; part < 3; part++) {
      const [from, to] = [stops[first][part], stops[first + 1][part]];
      table[3 * step + part] = Math.round(from + (to - from) * (place - first));
    }
  }
  return table;
}
