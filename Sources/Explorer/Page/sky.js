// Directions on the sky.

const radian = Math.PI / 180;

function vector({ ra, dec }) {
  return [
    Math.cos(dec * radian) * Math.cos(ra * radian),
    Math.cos(dec * radian) * Math.sin(ra * radian), Math.sin(dec * radian),
  ];
}

/// The middle of some directions and how far the farthest is from it, degrees.
export function mean(positions) {
  const vectors = positions.map(vector);
  const sum = [0, 1, 2].map((axis) => vectors.reduce((total, v) => total + v[axis], 0));
  const length = Math.hypot(...sum) || 1;
  const middle = sum.map((part) => part / length);
  const ra = (Math.atan2(middle[1], middle[0]) / radian + 360) % 360;
  const dec = Math.asin(Math.max(-1, Math.min(1, middle[2]))) / radian;
  let radius = 0;
  for (const v of vectors) {
    // The chord keeps its precision where the angle is small.
    const chord = Math.hypot(v[0] - middle[0], v[1] - middle[1], v[2] - middle[2]);
    radius = Math.max(radius, (2 * Math.asin(Math.min(1, chord / 2))) / radian);
  }
  return { ra, dec, radius };
}

/// A position as lists and hints have it: degrees to a hundredth of an arcsecond.
export const degrees = (position) => position
  && `${position.rightAscension.toFixed(5)} ${signed(position.declination.toFixed(5))}`;

const signed = (text) => (text.startsWith("-") ? text.replace("-", "−") : `+${text}`);

/// Hours, minutes and seconds; degrees, minutes and seconds.
export function sexagesimal(ra, dec) {
  const parts = (value, digits) => {
    const scale = 10 ** digits;
    const total = Math.round(value * 3600 * scale);
    const seconds = (total % (60 * scale)) / scale;
    const minutes = Math.floor(total / (60 * scale));
    const text = seconds.toFixed(digits).padStart(digits + 3, "0");
    return [Math.floor(minutes / 60), String(minutes % 60).padStart(2, "0"), text];
  };
  const [hours, minutes, seconds] = parts((((ra % 360) + 360) % 360) / 15, 2);
  const [degrees, arcminutes, arcseconds] = parts(Math.abs(dec), 1);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(hours % 24)}:${minutes}:${seconds} ${dec < 0 ? "−" : "+"}${two(degrees)}:${arcminutes}:${arcseconds}`;
}

/// A table to paste: identifier, right ascension and declination in degrees.
export function positionsText(positions, keys) {
  const lines = positions.map(({ place, ra, dec }) => `${keys[place]}\t${ra}\t${dec}`);
  return ["id\tra\tdec", ...lines].join("\n");
}
