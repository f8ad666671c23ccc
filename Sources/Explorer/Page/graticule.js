// The sky on the map: where a position lies, and the meridians and parallels with their degrees.
//
// The server lays positions down by the same formulas (Calabretta & Greisen 2002): Lambert's
// zenithal equal-area projection around a field's middle, Hammer's of the whole sky. North is up,
// east is left.

const radian = Math.PI / 180;

/// Into −180…180.
const turned = (degrees) => ((((degrees + 180) % 360) + 360) % 360) - 180;

/// - Returns: A place on the map, degrees from its middle.
export function project({ kind, rightAscension, declination }, ra, dec) {
  const [longitude, latitude] = [turned(ra - rightAscension) * radian, dec * radian];
  const [sine, cosine] = [Math.sin(latitude), Math.cos(latitude)];
  if (kind === "hammer") {
    const scale = Math.sqrt(2 / (1 + cosine * Math.cos(longitude / 2))) / radian;
    return [-2 * scale * cosine * Math.sin(longitude / 2), scale * sine];
  }
  const middle = declination * radian;
  const apart = Math.sin(middle) * sine + Math.cos(middle) * cosine * Math.cos(longitude);
  const scale = Math.sqrt(2 / Math.max(1e-12, 1 + apart)) / radian;
  return [
    -scale * cosine * Math.sin(longitude),
    scale * (Math.cos(middle) * sine - Math.sin(middle) * cosine * Math.cos(longitude)),
  ];
}

/// - Returns: [ra, dec] of a place on the map, degrees; null beyond the sky's rim.
export function unproject({ kind, rightAscension, declination }, left, up) {
  const [x, y] = [-left * radian, up * radian];
  const turn = (longitude) => ((rightAscension + longitude / radian) % 360 + 360) % 360;
  if (kind === "hammer") {
    const square = 1 - (x * x) / 16 - (y * y) / 4;
    if (square < 0.5) return null;
    const z = Math.sqrt(square);
    return [
      turn(2 * Math.atan2(z * x, 2 * (2 * square - 1))),
      Math.asin(Math.max(-1, Math.min(1, z * y))) / radian,
    ];
  }
  const distance = Math.hypot(x, y);
  if (distance > 2) return null;
  if (distance === 0) return [turn(0), declination];
  const [middle, arc] = [declination * radian, 2 * Math.asin(distance / 2)];
  const [sine, cosine] = [Math.sin(arc), Math.cos(arc)];
  const latitude = cosine * Math.sin(middle) + (y * sine * Math.cos(middle)) / distance;
  return [
    turn(Math.atan2(
      x * sine, distance * Math.cos(middle) * cosine - y * Math.sin(middle) * sine)),
    Math.asin(Math.max(-1, Math.min(1, latitude))) / radian,
  ];
}

const steps = [30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005,
  0.0002, 0.0001, 0.00005, 0.00002, 0.00001];
const hourSteps = [60, 45, ...steps];

/// The widest step of which several fit into a span.
const stepFor = (known, span, wanted) =>
  known.find((step) => span / step >= wanted) ?? known[known.length - 1];

/// The part of the sky in view.
function inView(camera, projection) {
  const box = camera.box();
  const places = [];
  const count = 24;
  for (let row = 0; row <= count; row++) {
    for (let column = 0; column <= count; column++) {
      const place = unproject(
        projection, box.left + ((box.right - box.left) * column) / count,
        box.bottom + ((box.top - box.bottom) * row) / count);
      if (place) places.push(place);
    }
  }
  if (places.length === 0) return null;
  const isWithin = (ra, dec) => {
    const [x, y] = project(projection, ra, dec);
    return x >= box.left && x <= box.right && y >= box.bottom && y <= box.top;
  };
  const poles = [-90, 90].filter((dec) => isWithin(0, dec));
  let [south, north] = [Infinity, -Infinity];
  // By right ascension less that of the middle.
  let [low, high] = [Infinity, -Infinity];
  const middle = projection.rightAscension;
  for (const [ra, dec] of places) {
    [south, north] = [Math.min(south, dec), Math.max(north, dec)];
    const turn = turned(ra - middle);
    [low, high] = [Math.min(low, turn), Math.max(high, turn)];
  }
  if (poles.includes(-90)) south = -90;
  if (poles.includes(90)) north = 90;
  if (poles.length > 0) [low, high] = [-180, 180];
  return { south, north, low, high, hasPole: poles.length > 0 };
}

const text = (value, step) =>
  value.toFixed(Math.max(0, Math.ceil(-Math.log10(step) - 1e-9))).replace("-", "−") + "°";

/// Draws meridians, parallels and their degrees.
///
/// - stroke: (places, isRim) draws a line; label: (words, left, top, align) writes where there is
///   room.
export function drawGraticule(camera, projection, stroke, label) {
  const view = inView(camera, projection);
  if (!view) return;
  const place = (ra, dec) => camera.toScreen(...project(projection, ra, dec));
  const up = stepFor(steps, view.north - view.south, Math.max(2, Math.min(5, camera.height / 90)));
  const across = stepFor(hourSteps, view.high - view.low, Math.max(3, Math.min(7, camera.width / 130)));
  const parallels = [];
  for (let turn = Math.ceil((view.south - 1e-9) / up); turn * up <= view.north + 1e-9; turn++) {
    if (Math.abs(turn * up) < 90) parallels.push(turn * up);
  }
  const meridians = [];
  const first = Math.ceil((projection.rightAscension + view.low) / across - 1e-9);
  for (let turn = first; turn * across < projection.rightAscension + view.high - 1e-9; turn++) {
    meridians.push(turn * across);
  }
  const isWhole = projection.kind === "hammer";
  // A hair's breadth this side of the cut, where a line along it would jump to the other.
  const rim = 180 - 1e-9;
  const [low, high] = [Math.max(-rim, view.low - across), Math.min(rim, view.high + across)];
  const lines = (from, to) => Array.from({ length: 49 }, (_, step) => from + ((to - from) * step) / 48);
  const [south, north] = [Math.max(-90, view.south - up), Math.min(90, view.north + up)];
  const along = {
    meridian: (ra) => lines(south, north).map((dec) => place(ra, dec)),
    parallel: (dec) => lines(low, high).map((turn) => place(projection.rightAscension + turn, dec)),
  };
  for (const dec of parallels) stroke(along.parallel(dec));
  for (const ra of meridians) stroke(along.meridian(ra));
  if (isWhole) {
    for (const side of [-rim, rim]) stroke(along.meridian(projection.rightAscension + side), true);
  }
  // Meridians that meet at a pole are told apart along a parallel in the middle.
  const level = Math.round((view.south + view.north) / 2 / up) * up;
  for (const ra of meridians) {
    const words = text(((ra % 360) + 360) % 360, across);
    if (view.hasPole) {
      const [left, top] = place(ra, level);
      label(words, left, top - 4, "center");
    } else {
      const crossing = edge(along.meridian(ra), 1, camera.height - 10);
      if (crossing) label(words, crossing[0], camera.height - 6, "center");
    }
  }
  for (const dec of parallels) {
    const line = along.parallel(dec);
    const crossing = edge(line, 0, 1);
    if (crossing) label(text(dec, up), 6, crossing[1] + 3.5, "left");
    else if (isWhole) {
      const [left, top] = line[line.length - 1];
      label(text(dec, up), left - 5, top + 3.5, "right");
    } else if (view.hasPole) {
      const [left, top] = place(meridians[0] ?? 0, dec);
      label(text(dec, up), left + 4, top - 4, "left");
    }
  }
}

/// Where a line first crosses a height (1) or a width (0) of the screen.
function edge(line, axis, value) {
  for (let at = 1; at < line.length; at++) {
    const [from, to] = [line[at - 1], line[at]];
    if ((from[axis] - value) * (to[axis] - value) > 0 || from[axis] === to[axis]) continue;
    const fraction = (value - from[axis]) / (to[axis] - from[axis]);
    return [0, 1].map((part) => from[part] + fraction * (to[part] - from[part]));
  }
  return null;
}
