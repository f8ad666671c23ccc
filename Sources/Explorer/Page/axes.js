// Which columns the map shows, and the numbers along its edges.
import { byId, element } from "./dom.js";
import { drawGraticule } from "./graticule.js";

const own = "own";

/// Pairs of columns that belong together, the likeliest first.
export function presets(table) {
  const names = new Set(table.columns.map((column) => column.name));
  const pairs = [];
  const add = (title, x, y) => {
    if (names.has(x) && names.has(y)) pairs.push({ title, x, y });
  };
  add("UMAP", "umap_1", "umap_2");
  add("PCA 1, 2", "pca_1", "pca_2");
  add("PCA 1, 3", "pca_1", "pca_3");
  add("PCA 2, 3", "pca_2", "pca_3");
  add("Latent 0, 1", "embedding[0]", "embedding[1]");
  if (table.rightAscension && table.declination) {
    add("Sky", table.rightAscension, table.declination);
  }
  if (pairs.length === 0) {
    const numbers = table.columns.filter((column) => column.kind === "number" && column.range);
    if (numbers.length > 1) add("First two columns", numbers[0].name, numbers[1].name);
  }
  return pairs;
}

/// Whether distances mean the same in both directions.
export const isSquare = (axes, map) => Boolean(map?.projection) ||
  /^(umap|pca)_|^embedding\[/.test(axes.x) && /^(umap|pca)_|^embedding\[/.test(axes.y);

/// Fills the menus and keeps them and the state alike.
export function connectAxes(table, state) {
  const pairs = presets(table);
  const preset = byId("preset");
  const isNumeric = (column) => column.kind === "number" || column.kind === "integer";
  const names = table.columns.filter(isNumeric).map((column) => column.name);
  preset.append(
    ...pairs.map((pair, place) => element("option", { value: place, text: pair.title })),
    element("option", { value: own, text: "Two columns" }),
  );
  for (const id of ["axis-x", "axis-y"]) {
    byId(id).append(...names.map((name) => element("option", { value: name, text: name })));
  }
  const show = () => {
    const axes = state.get("axes");
    const place = pairs.findIndex((pair) => pair.x === axes.x && pair.y === axes.y);
    if (preset.value !== own) preset.value = place >= 0 ? place : own;
    [byId("axis-x").value, byId("axis-y").value] = [axes.x, axes.y];
    byId("own-axes").hidden = preset.value !== own;
  };
  preset.addEventListener("change", () => {
    const pair = pairs[preset.value];
    if (pair) state.set({ axes: { x: pair.x, y: pair.y } });
    show();
  });
  for (const id of ["axis-x", "axis-y"]) {
    byId(id).addEventListener("change", () => {
      state.set({ axes: { x: byId("axis-x").value, y: byId("axis-y").value } });
    });
  }
  state.on(["axes"], show);
}

/// Round numbers within a span, about so far apart.
export function ticks(low, high, wanted) {
  const raw = (high - low) / Math.max(1, wanted);
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].find((factor) => factor * power >= raw) * power;
  const found = [];
  for (let place = Math.ceil(low / step); place * step <= high; place++) found.push(place * step);
  return found;
}

const digits = (step) => Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));

/// A column's name with its unit.
export const titled = (table, name) => {
  const unit = table.columns.find((column) => column.name === name)?.unit;
  return unit ? `${name} [${unit}]` : name;
};

/// Draws hairlines below the points, numbers and the columns' names above them.
///
/// - map: { projection, isUpsideDown }, as the server describes it.
export function drawAxes(below, above, camera, { map, titles }, style) {
  above.font = `11px ${style.sans}`;
  above.textBaseline = "alphabetic";
  below.lineWidth = 1;
  if (map?.projection) drawSky(below, above, camera, map.projection, style);
  else drawTicks(below, above, camera, { titles, isUpsideDown: map?.isUpsideDown }, style);
  above.font = `600 11px ${style.sans}`;
  above.textAlign = "left";
  halo(above, style, titles.y, 6, 15, style.ink);
  above.textAlign = "right";
  halo(above, style, titles.x, camera.width - 8, camera.height - 6, style.ink);
}

function drawTicks(below, above, camera, { titles, isUpsideDown }, style) {
  const box = camera.box();
  const label = (value, all) =>
    value.toFixed(digits(all.length > 1 ? all[1] - all[0] : 1)).replace("-", "−");
  const across = ticks(box.left, box.right, camera.width / 110);
  const up = ticks(box.bottom, box.top, camera.height / 80);
  above.textAlign = "center";
  above.font = `600 11px ${style.sans}`;
  const name = above.measureText(titles.x).width + 30;
  above.font = `11px ${style.sans}`;
  for (const value of across) {
    const left = Math.round(camera.toScreen(value, 0)[0]) + 0.5;
    line(below, style.hair, [[left, 0], [left, camera.height]]);
    if (left > 40 && left < camera.width - name) {
      halo(above, style, label(value, across), left, camera.height - 6);
    }
  }
  above.textAlign = "left";
  for (const value of up) {
    const top = Math.round(camera.toScreen(0, value)[1]) + 0.5;
    if (top < camera.height - 20) line(below, style.hair, [[0, top], [camera.width, top]]);
    if (top > 30 && top < camera.height - 24) {
      halo(above, style, label(isUpsideDown ? 0 - value : value, up), 6, top + 3.5);
    }
  }
}

function drawSky(below, above, camera, projection, style) {
  const taken = [];
  const label = (words, left, top, align) => {
    const width = above.measureText(words).width + 8;
    const start = align === "center" ? left - width / 2 : align === "right" ? left - width : left - 4;
    const box = [start, top - 13, start + width, top + 4];
    const isInside = box[0] >= 0 && box[1] >= 18 && box[2] <= camera.width && box[3] <= camera.height;
    // The names of the axes are at the lower right and the upper left.
    const isAtName = box[3] > camera.height - 4 && box[2] > camera.width - 90;
    const isFree = taken.every((other) =>
      box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
    if (!isInside || isAtName || !isFree) return;
    taken.push(box);
    above.textAlign = align;
    halo(above, style, words, left, top);
  };
  drawGraticule(
    camera, projection, (places, isRim) => line(below, isRim ? style.line : style.hair, places), label);
}

function line(context, colour, places) {
  context.strokeStyle = colour;
  context.beginPath();
  places.forEach(([left, top], order) => (order === 0 ? context.moveTo(left, top) : context.lineTo(left, top)));
  context.stroke();
}

function halo(context, style, text, left, top, colour = style.soft) {
  context.lineJoin = "round";
  context.lineWidth = 3;
  context.strokeStyle = style.paper;
  context.strokeText(text, left, top);
  context.lineWidth = 1;
  context.fillStyle = colour;
  context.fillText(text, left, top);
}
