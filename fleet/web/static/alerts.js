// Who struggles, why, and what shows it.

import { get } from "./api.js";
import { empty, failed, h, labelled, loading, notice, select, show } from "./dom.js";
import { ago, capital, many, nameOf } from "./levels.js";
import { live } from "./live.js";

const RULES = {
  repeated_error: "The same error again and again",
  slow_exercise: "Long on one exercise",
  low_quiz: "Low quiz score",
  stuck: "Says that they are stuck",
  failed_runs: "Failed runs in a row",
};

const KINDS = {
  error: "Error",
  failed_run: "Failed run",
  quiz: "Quiz",
  quiz_passed: "Quiz passed",
  stuck: "Asked for help",
  passed: "Passed",
  exercise_started: "Began an exercise",
};

const LIMIT = 50;

export function alertsView({ page, query, remember, signal }) {
  const lead = h("p", { class: "lead", text: " " });
  const list = h("div", {}, loading("Looking who struggles…"));
  const rule = select([["", "Any reason"], ...Object.entries(RULES)], query.get("rule") ?? "");
  show(
    page,
    h("div", { class: "head" }, h("h1", { tabindex: "-1", text: "Alerts" }), lead),
    h("section", { class: "card", "aria-label": "Open alerts" }, h("form", { class: "filter", on: { submit: (event) => event.preventDefault() } }, labelled("Reason", rule)), list),
  );
  let known = null;

  async function read() {
    try {
      const found = await get("/struggles", { rule: rule.value, limit: LIMIT }, signal);
      const all = found.next === null ? `${many(found.struggles.length, "open alert")}.` : `The latest ${LIMIT} open alerts.`;
      lead.textContent = found.struggles.length ? all : "";
      show(list, found.struggles.length ? alertList(found.struggles) : empty("Nobody struggles", "An alert appears within seconds when somebody fails again and again, is stuck, or scores low in a quiz."));
    } catch (error) {
      if (error.name !== "AbortError") show(list, failed(error, read));
    }
  }

  rule.addEventListener("change", () => {
    remember({ rule: rule.value });
    read();
  });
  live.addEventListener("pulse", ({ detail }) => {
    const now = detail.alerts;
    if (known !== null && now.open > known.open) notice(`${many(now.open - known.open, "new alert")}.`);
    const changed = known === null || now.open !== known.open || now.newest !== known.newest;
    known = now;
    if (changed) read();
  }, { signal });
  read();
}

/** A list of alerts; `named`: with a link to the student. */
export function alertList(alerts, { named = true } = {}) {
  return h("ul", { class: "alerts" }, alerts.map((one) => h("li", { class: "alert" }, alert(one, named))));
}

function alert(one, named) {
  const title = named ? h("a", { href: `#/student/${encodeURIComponent(one.student_id)}`, text: one.student_id }) : RULES[one.rule] ?? one.rule;
  return [
    h(
      "div",
      { class: "row" },
      h(named ? "h2" : "h3", { class: "alert-title" }, title),
      h("span", { class: "hint" }, h("time", { datetime: one.raised_at, text: ago(one.raised_at) }), one.closed_by && ` · closed: ${one.closed_by}`),
    ),
    h("p", {}, h("span", { class: "tag", text: RULES[one.rule] ?? one.rule }), one.component && h("span", { class: "tag plain", text: nameOf(one.component) })),
    h("p", { class: "reason", text: one.reason }),
    h("details", {}, h("summary", { text: `Evidence (${many(one.evidence.length, "signal")})` }), h("ol", { class: "evidence" }, one.evidence.map(evidence))),
  ];
}

function evidence(one) {
  const words = [KINDS[one.kind] ?? capital(one.kind.replaceAll("_", " ")), one.detail].filter(Boolean).join(": ");
  return h("li", {}, h("time", { datetime: one.timestamp, text: clock(one.timestamp) }), ` ${words}`, one.component && h("span", { class: "hint", text: ` in ${nameOf(one.component)}` }));
}

const clock = (iso) => new Date(iso).toLocaleString("en", { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit" });
