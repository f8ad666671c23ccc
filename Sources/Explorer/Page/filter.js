// Conditions on columns, as people write them: r < 18 and class = STAR
import { isMissing, missingInteger } from "./points.js";

const pattern = /^\s*(?:"([^"]+)"|([^\s=<>!~"]+))\s*(<=|>=|!=|=|<|>|~)\s*(?:"([^"]*)"|(.*?))\s*$/;

const comparisons = {
  "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b,
  "=": (a, b) => a === b, "!=": (a, b) => a !== b,
};

/// What a text asks for.
///
/// - Returns: { conditions } or { problem }; a text without a comparison looks for identifiers.
export function parse(text, table) {
  const trimmed = text.trim();
  if (trimmed === "") return { conditions: [] };
  if (!/[<>=~]/.test(trimmed)) return { conditions: [{ key: trimmed.toLowerCase() }] };
  const conditions = [];
  for (const part of trimmed.split(/\s+and\s+/i)) {
    const match = pattern.exec(part);
    if (!match) return { problem: `“${part}” is not a comparison` };
    const name = match[1] ?? match[2];
    const column = table.columns.find((known) => known.name === name)
      ?? table.columns.find((known) => known.name.toLowerCase() === name.toLowerCase());
    if (!column && name !== "label") return { problem: `there is no column ${name}` };
    const value = match[4] ?? match[5];
    const isNumeric = column && (column.kind === "number" || column.kind === "integer");
    if (isNumeric && (match[3] === "~" || value === "" || Number.isNaN(Number(value)))) {
      return { problem: `${name} is compared with a number` };
    }
    conditions.push({ name: column?.name, operator: match[3], value, isNumeric, column });
  }
  return { conditions };
}

/// The columns a filter looks at.
export const columnsOf = (conditions) =>
  conditions.map((condition) => condition.name).filter((name) => name !== undefined);

/// A function that says whether a point passes.
export function tester(conditions, points, labels) {
  const tests = conditions.map((condition) => {
    if (condition.key !== undefined) {
      return (place) => points.keys[place].toLowerCase().includes(condition.key);
    }
    if (condition.name === undefined) {
      return textTest(condition, (place) => labels[points.keys[place]] ?? "");
    }
    const values = points.held(condition.name);
    if (condition.isNumeric) {
      const [compare, wanted] = [comparisons[condition.operator], Number(condition.value)];
      return (place) => {
        const value = values[place];
        return !isMissing(value) && value !== missingInteger && compare(value, wanted);
      };
    }
    const names = condition.column.names;
    return textTest(condition, (place) => (names ? names[values[place]] : values[place]) ?? "");
  });
  return (place) => tests.every((test) => test(place));
}

function textTest({ operator, value }, text) {
  const wanted = value.toLowerCase();
  if (operator === "~") return (place) => text(place).toLowerCase().includes(wanted);
  const compare = comparisons[operator];
  return (place) => compare(text(place).toLowerCase(), wanted);
}
