// The view in the page's address, so that a link shows another reader the same.

/// Objects a link can name one by one.
const longestList = 100;
const longestLine = 400;

const short = (number) => String(Number(number.toPrecision(7)));

export function read() {
  const words = new Map();
  for (const part of location.hash.slice(1).split("&")) {
    const mark = part.indexOf("=");
    if (mark <= 0) continue;
    try {
      words.set(part.slice(0, mark), decodeURIComponent(part.slice(mark + 1)));
    } catch {
      // A damaged part says nothing.
    }
  }
  const numbers = (name, count) => {
    const found = (words.get(name) ?? "").split(",").map(Number);
    return found.length === count && found.every(Number.isFinite) ? found : null;
  };
  const line = (words.get("line") ?? "").split(",").map(Number);
  const corners = [];
  if (line.length >= 6 && line.length % 2 === 0 && line.every(Number.isFinite)) {
    for (let at = 0; at < line.length; at += 2) corners.push([line[at], line[at + 1]]);
  }
  return {
    x: words.get("x"), y: words.get("y"), colour: words.get("colour"),
    view: numbers("view", 4), object: words.get("object"), tab: words.get("tab"),
    filter: words.get("filter"), sort: words.get("sort"),
    hidden: words.has("hidden") ? words.get("hidden").split("|") : [],
    ids: words.has("ids") ? words.get("ids").split("|") : [],
    line: corners.length >= 3 ? corners : null,
  };
}

/// - Returns: Whether the selection fits into the address.
export function write(view) {
  const parts = [];
  const add = (name, value) => {
    if (value !== undefined && value !== null && value !== "") {
      parts.push(`${name}=${encodeURIComponent(value).replaceAll("%2C", ",")}`);
    }
  };
  add("x", view.x);
  add("y", view.y);
  add("colour", view.colour);
  add("view", view.view?.map(short).join(","));
  add("object", view.object);
  add("tab", view.tab === "table" ? null : view.tab);
  add("filter", view.filter);
  add("sort", view.sort);
  add("hidden", view.hidden?.join("|"));
  const isLine = view.line && view.line.length <= longestLine;
  if (isLine) add("line", view.line.flat().map(short).join(","));
  else if (view.ids && view.ids.length <= longestList) add("ids", view.ids.join("|"));
  history.replaceState(null, "", `#${parts.join("&")}`);
  return isLine || !view.ids || view.ids.length <= longestList;
}
