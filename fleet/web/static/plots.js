// Small plots in SVG, drawn here: a line by days with the levels behind it, and a sparkline. Both are described in words.

import { h, newId, s } from "./dom.js";
import { figure, levelOf, many } from "./levels.js";

const WIDE = { W: 1000, H: 240, LEFT: 40, RIGHT: 12, TOP: 8, BOTTOM: 26 };
const SMALL = { W: 320, H: 170, LEFT: 40, RIGHT: 10, TOP: 8, BOTTOM: 26 };
const DAY_MS = 86_400_000;
const BANDS = [["beginner", 0, 0.41], ["learning", 0.41, 0.71], ["proficient", 0.71, 0.91], ["mastered", 0.91, 1]];

const at = (date) => Date.parse(`${date}T00:00:00Z`);
const shortDay = (ms) => new Date(ms).toLocaleDateString("en", { month: "short", day: "numeric", timeZone: "UTC" });

/**
 * Mastery by day. `points`: `[{date, value}]`, oldest first; `from`, `to`: the days that the axis spans.
 * A day without an event keeps the value of the day before: the line is drawn in steps.
 */
export function trendPlot(title, points, { from, to, compact = false }) {
  const { W, H, LEFT, RIGHT, TOP, BOTTOM } = compact ? SMALL : WIDE;
  const y = (value) => TOP + (1 - value) * (H - TOP - BOTTOM);
  const span = Math.max(DAY_MS, at(to) - at(from));
  const x = (date) => LEFT + ((at(date) - at(from)) / span) * (W - LEFT - RIGHT);
  const id = newId("plot");
  const svg = s(
    "svg",
    { class: compact ? "plot compact" : "plot", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-labelledby": `${id} ${id}-d` },
    s("title", { id, text: title }),
    s("desc", { id: `${id}-d`, text: inWords(points) }),
    BANDS.map(([level, low, high]) => s("rect", { class: `band level-${level}`, x: LEFT, y: y(high), width: W - LEFT - RIGHT, height: y(low) - y(high) })),
    [0.41, 0.71, 0.91].map((bound) => s("line", { class: "bound", x1: LEFT, x2: W - RIGHT, y1: y(bound), y2: y(bound) })),
    [0, 0.41, 0.71, 0.91].map((bound) => s("text", { class: "tick", x: LEFT - 6, y: y(bound) + 4, "text-anchor": "end", text: bound ? bound.toFixed(2) : "0" })),
    [from, to].map((date, end) => s("text", { class: "tick", x: end ? W - RIGHT : LEFT, y: H - 8, "text-anchor": end ? "end" : "start", text: shortDay(at(date)) })),
  );
  if (points.length) {
    const steps = points.map((one, index) => (index ? `H${x(one.date).toFixed(1)}V${y(one.value).toFixed(1)}` : `M${x(one.date).toFixed(1)} ${y(one.value).toFixed(1)}`));
    const end = at(points.at(-1).date) < at(to) ? `H${W - RIGHT}` : "";
    svg.append(s("path", { class: "line", d: steps.join("") + end }));
    for (const one of points) {
      svg.append(s("circle", { class: "point", cx: x(one.date).toFixed(1), cy: y(one.value).toFixed(1), r: compact ? 3 : 3.5 }, s("title", { text: `${one.date}: ${figure(one.value)}, ${levelOf(one.value)}` })));
    }
  }
  return svg;
}

function inWords(points) {
  if (!points.length) return "No days in this time.";
  const first = points[0];
  const last = points.at(-1);
  const values = points.map((one) => one.value);
  const change = last.value - first.value;
  const way = Math.abs(change) < 0.005 ? "unchanged" : `${change > 0 ? "up" : "down"} ${figure(Math.abs(change))}`;
  return `${many(points.length, "day")}, from ${figure(first.value)} on ${first.date} to ${figure(last.value)} on ${last.date}, ${way}; lowest ${figure(Math.min(...values))}, highest ${figure(Math.max(...values))}.`;
}

/** The same as a table, newest first, to be opened by whoever wants figures. `columns`: `[name, points]`. */
export function trendTable(caption, columns) {
  const dates = [...new Set(columns.flatMap(([, points]) => points.map((one) => one.date)))].sort().reverse();
  const values = columns.map(([, points]) => new Map(points.map((one) => [one.date, one.value])));
  return h(
    "table",
    {},
    h("caption", { class: "hidden", text: caption }),
    h("thead", {}, h("tr", {}, h("th", { scope: "col", text: "Day" }), columns.map(([name]) => h("th", { scope: "col", class: "num", text: name })))),
    h("tbody", {}, dates.map((date) => h("tr", {}, h("th", { scope: "row", text: date }), values.map((one) => h("td", { class: "num", text: one.has(date) ? figure(one.get(date)) : "" }))))),
  );
}

/** A sparkline of numbers, oldest first, from 0 to the greatest. `label` says what it shows. */
export function sparkline(label, values) {
  const top = Math.max(1, ...values);
  const step = 200 / Math.max(1, values.length - 1);
  const points = values.map((value, index) => `${(index * step).toFixed(1)},${(38 - (36 * value) / top).toFixed(1)}`);
  return s(
    "svg",
    { class: "spark-line", viewBox: "0 0 200 40", preserveAspectRatio: "none", role: "img", "aria-label": label },
    points.length > 1 && s("polygon", { class: "under", points: `0,40 ${points.join(" ")} ${((values.length - 1) * step).toFixed(1)},40` }),
    points.length > 1 && s("polyline", { class: "line", points: points.join(" ") }),
  );
}
