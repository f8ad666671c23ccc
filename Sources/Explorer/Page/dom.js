// Small things every part of the page needs.

export const byId = (id) => document.getElementById(id);

/// An element with attributes, listeners (`onclick`) and children.
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key === "text") made.textContent = value;
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

/// Says something to readers of the screen.
export function announce(text) {
  byId("announcer").textContent = text;
}

const counts = new Intl.NumberFormat("en-US");
/// Thousands apart: 12,345.
export const count = (number) => counts.format(number);

/// A count with its noun: 1 object, 2 objects.
export const counted = (number, noun) => `${count(number)} ${noun}${number === 1 ? "" : "s"}`;

/// A measured number with so many digits as carry meaning.
export function figure(value, digits = 5) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text = size !== 0 && (size >= 1e6 || size < 1e-4)
    ? value.toExponential(digits - 2).replace(/\.?0+e/, "e")
    : String(Number(value.toPrecision(Math.max(digits, size >= 1 ? Math.floor(Math.log10(size)) + 3 : 0))));
  return text.replace("-", "−");
}

/// A number of a column, with as many decimals as all of the column, so that their points align.
export function written(column, value) {
  if (Number.isNaN(value) || !Number.isFinite(value)) return figure(value);
  const decimals = column.decimals ?? 5;
  const isTiny = value !== 0 && decimals > 3 && Math.abs(value) < 10 * 10 ** -decimals;
  if (isTiny || Math.abs(value) >= 1e15) return figure(value, 4);
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", "−");
}

/// With the column's unit.
export const measured = (column, value) =>
  written(column, value) + (column.unit && !Number.isNaN(value) ? ` ${column.unit}` : "");

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/// Hands a file to the browser's downloads.
export function saveFile(name, blob) {
  const address = URL.createObjectURL(blob);
  element("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

let noticeTimer;
/// A line at the top that goes by itself.
export function notice(text, isProblem = false) {
  const box = byId("notices");
  box.replaceChildren(element("p", { text, class: isProblem ? "problem" : "" }));
  box.hidden = false;
  box.setAttribute("role", isProblem ? "alert" : "status");
  clearTimeout(noticeTimer);
  noticeTimer = setTimeout(() => (box.hidden = true), isProblem ? 12000 : 5000);
}

/// Runs work whose failure the reader is told.
export async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (error.name !== "AbortError") notice(error.message, true);
    return undefined;
  }
}
