// One student: where they stand in each component, how that came about, and what alerts there are.

import { alertList } from "./alerts.js";
import { get } from "./api.js";
import { empty, failed, h, labelled, loading, scroller, select, show } from "./dom.js";
import { MARKS, ago, capital, figure, inOrder, levelOf, nameOf } from "./levels.js";
import { live } from "./live.js";
import { trendPlot, trendTable } from "./plots.js";

const RANGES = [["7", "7 days"], ["30", "30 days"], ["90", "90 days"], ["366", "A year"]];
const DAY_MS = 86_400_000;

export function studentView({ page, rest, query, remember, signal }) {
  const [student] = rest;
  const path = `/progress/${encodeURIComponent(student ?? "")}`;
  const range = select(RANGES, query.get("days") ?? "30");
  const lead = h("p", { class: "lead", text: " " });
  const standing = h("div", {}, loading());
  const trend = h("div", {}, loading());
  const alerts = h("div", {}, loading());
  show(
    page,
    h("p", { class: "crumb" }, h("a", { href: "#/class", text: "← Class" })),
    h("div", { class: "head" }, h("h1", { tabindex: "-1", text: student ?? "Student" }), lead),
    h("section", { class: "card", "aria-labelledby": "stands" }, h("h2", { id: "stands", text: "Where they stand" }), standing),
    h("section", { class: "card", "aria-labelledby": "trend" }, h("div", { class: "row" }, h("h2", { id: "trend", text: "Trend" }), labelled("Time", range)), trend),
    h("section", { class: "card", "aria-labelledby": "struggles" }, h("h2", { id: "struggles", text: "Alerts" }), alerts),
  );

  async function read() {
    try {
      const [now, past] = await Promise.all([get(path, {}, signal), get(`${path}/history`, { days: range.value, limit: 366 }, signal)]);
      lead.textContent = `${capital(now.level)} overall, ${figure(now.overall_mastery)}. Latest event ${ago(now.last_updated)}.`;
      show(standing, components(now));
      show(trend, plots(past, Number(range.value)));
    } catch (error) {
      if (error.name === "AbortError") return;
      lead.textContent = "";
      show(standing, failed(error, read));
      show(trend, empty("Nothing to show"));
    }
  }

  async function readAlerts() {
    try {
      const found = await get(`/struggles/${encodeURIComponent(student)}`, {}, signal);
      const closed = found.closed.length > 0 && h("details", {}, h("summary", { text: `Closed (${found.closed.length})` }), alertList(found.closed, { named: false }));
      show(alerts, found.open.length ? alertList(found.open, { named: false }) : empty("No open alerts"), closed);
    } catch (error) {
      if (error.name !== "AbortError") show(alerts, failed(error, readAlerts));
    }
  }

  let known = null;
  range.addEventListener("change", () => {
    remember({ days: range.value });
    read();
  });
  live.addEventListener("pulse", ({ detail }) => {
    if (detail.changed.some((row) => row.student_id === student)) read();
    const newest = `${detail.alerts.open}/${detail.alerts.newest}`;
    if (newest !== known) readAlerts(); // the first message too: what was read may be older than it
    known = newest;
  }, { signal });
  read();
  readAlerts();
}

function components(now) {
  const names = inOrder(Object.keys(now.mastery));
  const scores = ["completion", "quiz", "quality", "consistency"];
  return scroller(
    "Components and their scores",
    h(
      "table",
      {},
      h("caption", { class: "hidden", text: "Mastery and scores by component" }),
      h("thead", {}, h("tr", {}, h("th", { scope: "col", text: "Component" }), h("th", { scope: "col", text: "Mastery" }), scores.map((one) => h("th", { scope: "col", class: "num", text: capital(one) })))),
      h("tbody", {}, names.map((name) => {
        const value = now.mastery[name];
        const level = levelOf(value);
        return h(
          "tr",
          {},
          h("th", { scope: "row", text: nameOf(name) }),
          h("td", {}, h("span", { class: `chip level-${level}` }, h("span", { class: "mark", "aria-hidden": "true", text: MARKS[level] }), `${figure(value)} ${level}`)),
          scores.map((one) => h("td", { class: "num", text: figure(now.latest_scores[name][one]) })),
        );
      })),
    ),
  );
}

function plots(past, days) {
  const history = [...past.history].reverse();
  if (!history.length) return empty("No events in this time", "Choose a longer one.");
  const today = new Date().toISOString().slice(0, 10);
  const begin = new Date(Date.now() - (days - 1) * DAY_MS).toISOString().slice(0, 10);
  const from = days > 30 && history[0].date > begin ? history[0].date : begin; // a year of which a week is known is a week
  const to = [today, history.at(-1).date].sort().at(-1);
  const overall = history.map((day) => ({ date: day.date, value: day.overall_mastery }));
  const names = inOrder(new Set(history.flatMap((day) => Object.keys(day.mastery))));
  const series = names.map((name) => [nameOf(name), history.filter((day) => name in day.mastery).map((day) => ({ date: day.date, value: day.mastery[name] }))]);
  return [
    trendPlot("Overall mastery by day", overall, { from, to }),
    h("div", { class: "plots" }, series.map(([name, points]) => h("figure", {}, h("figcaption", {}, name, h("span", { class: "hint", text: ` ${figure(points.at(-1).value)}` })), trendPlot(`${name}: mastery by day`, points, { from, to, compact: true })))),
    h("details", {}, h("summary", { text: "The same as a table" }), scroller("Mastery by day", trendTable("Mastery by day", [["Overall", overall], ...series]))),
  ];
}
