// From a column to the colour and the mark of every point.
import { bytes, missingColour, rampTable, seriesColour, seriesCount } from "./palette.js";
import { dotShape } from "./shapes.js";
import { isMissing, missingInteger } from "./points.js";

export const labelColumn = "*label";

/// What a column's values are coloured as: groups that differ, or numbers along a ramp.
export function isGrouped(description) {
  return description.kind === "category" || Boolean(description.values);
}

/// Every group's colour and mark, by code: the same whichever points are shown.
///
/// Few groups go by name, so that equal columns look equal; of many, the largest come first.
export function groupStyles(names, totals) {
  const order = names.map((name, code) => ({ name, code }));
  if (names.length <= seriesCount || !totals) {
    order.sort((a, b) => a.name.localeCompare(b.name, "en", { numeric: true }));
  } else {
    order.sort((a, b) => totals[b.code] - totals[a.code] || a.code - b.code);
  }
  const styles = new Array(names.length);
  let rank = 0;
  for (const { name, code } of order) {
    // What is in no cluster is not a group.
    const isNone = name === "-1";
    const turn = rank % seriesCount;
    styles[code] = {
      name, code, rank: isNone ? -1 : rank,
      colour: isNone ? missingColour() : seriesColour(turn),
      shape: isNone ? dotShape : (turn + Math.floor(rank / seriesCount)) % seriesCount,
    };
    if (!isNone) rank++;
  }
  return styles;
}

/// - Returns: colours (four bytes a point), shapes, and what the legend says.
export function colourByGroups(codes, names, totals, hidden) {
  const counts = new Array(names.length).fill(0);
  let missing = 0;
  for (const code of codes) code >= 0 ? counts[code]++ : missing++;
  const styles = groupStyles(names, totals);
  const colours = new Uint8Array(4 * codes.length);
  const shapes = new Uint8Array(codes.length);
  const shown = new Uint8Array(codes.length);
  const paints = styles.map((style) => bytes(style.colour));
  const none = bytes(missingColour());
  const isHidden = names.map((name) => hidden.has(name));
  for (let place = 0; place < codes.length; place++) {
    const code = codes[place];
    const paint = code >= 0 ? paints[code] : none;
    const at = 4 * place;
    colours[at] = paint[0];
    colours[at + 1] = paint[1];
    colours[at + 2] = paint[2];
    colours[at + 3] = 255;
    shapes[place] = code >= 0 ? styles[code].shape : dotShape;
    shown[place] = (code >= 0 ? isHidden[code] : hidden.has("")) ? 0 : 1;
  }
  const entries = styles
    .map((style) => ({ ...style, count: counts[style.code], hidden: isHidden[style.code] }))
    // Where only densities are shown, all may be there.
    .filter((entry) => codes.length === 0 || entry.count > 0)
    .sort((a, b) => (a.rank < 0) - (b.rank < 0) || a.rank - b.rank);
  if (missing > 0) {
    entries.push({
      name: "", code: -1, count: missing, shape: dotShape, colour: missingColour(),
      hidden: hidden.has(""),
    });
  }
  return { colours, shapes, shown, legend: { kind: "groups", entries, isDense: codes.length === 0 } };
}

/// Numbers along a ramp whose ends are those of the bulk.
export function colourByNumbers(values, range) {
  const table = rampTable();
  const [, , low, high] = range ?? [0, 1, 0, 1];
  const scale = high > low ? 255 / (high - low) : 0;
  const none = bytes(missingColour());
  const colours = new Uint8Array(4 * values.length);
  const shapes = new Uint8Array(values.length);
  let missing = 0;
  for (let place = 0; place < values.length; place++) {
    const value = values[place];
    const at = 4 * place;
    colours[at + 3] = 255;
    if (isMissing(value) || value === missingInteger) {
      missing++;
      shapes[place] = dotShape;
      [colours[at], colours[at + 1], colours[at + 2]] = none;
      continue;
    }
    const step = 3 * Math.max(0, Math.min(255, Math.round((value - low) * scale)));
    colours[at] = table[step];
    colours[at + 1] = table[step + 1];
    colours[at + 2] = table[step + 2];
  }
  return {
    colours, shapes, shown: null,
    legend: { kind: "numbers", low, high, extent: range, missing, table },
  };
}

/// All alike.
export function colourPlain(count) {
  const paint = [...bytes(seriesColour(0)), 255];
  const colours = new Uint8Array(4 * count);
  for (let place = 0; place < count; place++) colours.set(paint, 4 * place);
  return { colours, shapes: new Uint8Array(count), shown: null, legend: { kind: "plain" } };
}

/// Codes and names of a column that is coloured by groups.
export function groupCodes(description, values) {
  if (description.kind === "category") {
    return { codes: values, names: description.names, totals: description.counts };
  }
  const names = description.values.map(String);
  const codeOf = new Map(description.values.map((value, code) => [value, code]));
  return { codes: Int32Array.from(values, (value) => codeOf.get(value) ?? -1), names };
}

/// Codes and names of labels, by the points' keys.
export function labelCodes(keys, labels) {
  const names = [...new Set(Object.values(labels))].sort();
  const codeOf = new Map(names.map((name, code) => [name, code]));
  return { codes: Int32Array.from(keys, (key) => codeOf.get(labels[key]) ?? -1), names };
}
