// Requests to the server. Sources are always named by their key, never by a place in an array.

export class ServerError extends Error {
  constructor(status, message, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

const query = (words) =>
  Object.entries(words)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join("&");

async function checked(response) {
  if (response.ok) return response;
  let body = {};
  try {
    body = await response.json();
  } catch {
    // A refusal need not be JSON; its status says enough.
  }
  throw new ServerError(response.status, body.error ?? `The server answered ${response.status}.`, body);
}

export async function get(path, words = {}, options = {}) {
  return checked(await fetch(`${path}?${query(words)}`, options));
}

export async function getJSON(path, words, options) {
  return (await get(path, words, options)).json();
}

async function sent(path, value) {
  return checked(await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(value),
  }));
}

export async function post(path, value) {
  return (await sent(path, value)).json();
}

/// A file the server makes of what it is sent.
export async function postForFile(path, value) {
  return (await sent(path, value)).blob();
}

const arrays = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/// A column's values of a set: numbers as a typed array, texts as an array of strings or null.
export async function column(name, set) {
  const response = await get("/api/column", { name, set });
  const kind = arrays[response.headers.get("X-Encoding")];
  return kind ? new kind(await response.arrayBuffer()) : response.json();
}

/// Where a set's points lie on a map: all numbers across, all numbers upward.
export async function places(axes, set) {
  const response = await get("/api/places", { x: axes.x, y: axes.y, set });
  const numbers = new Float32Array(await response.arrayBuffer());
  return { x: numbers.subarray(0, numbers.length / 2), y: numbers.subarray(numbers.length / 2) };
}

/// Which of a set's points a filter means, a byte each, and how many of all rows it means; or the
/// problem of one that cannot be read.
export async function matches(filter, set) {
  const response = await get("/api/matches", { filter, set });
  if (!response.headers.has("X-Encoding")) return response.json();
  return {
    mask: new Uint8Array(await response.arrayBuffer()),
    total: Number(response.headers.get("X-Encoding")),
  };
}

/// Counts and colours of the cells of a part of the map.
export async function density(words, options) {
  const response = await get("/api/density", words, options);
  const [columns, rows] = response.headers.get("X-Encoding").split("x").map(Number);
  const buffer = await response.arrayBuffer();
  return {
    columns,
    rows,
    counts: new Uint32Array(buffer, 0, columns * rows),
    colours: new Float32Array(buffer, 4 * columns * rows),
  };
}

export const imageAddress = (id, view, side) => `/api/image?${query({ id, view, side })}`;
export const walkAddress = (from, to, fraction, side) =>
  `/api/walk?${query({ from, to, fraction, side })}`;
export const decodeAddress = (words) => `/api/decode?${query(words)}`;
