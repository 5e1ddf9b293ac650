// The class: how many stand where in each component, and every student in each component, as it changes.

import { get } from "./api.js";
import { busy, empty, failed, h, labelled, loading, notice, scroller, select, show } from "./dom.js";
import { LEVELS, MARKS, ago, capital, figure, inOrder, levelOf, many, nameOf, number } from "./levels.js";
import { live } from "./live.js";

const ROWS = 50;
const ANEW_MS = 1000; // at least, between two readings of the whole page while rows come and go
const SHARE = 20; // and so many times as long as a reading takes: a large class is not read over and over
const SORTS = [["weakest", "Weakest first"], ["student", "By name"], ["recent", "Latest first"]];

export function classView({ page, query, remember, signal }) {
  const wanted = {
    component: query.get("component") ?? "",
    level: query.get("level") ?? "",
    search: query.get("search") ?? "",
    sort: query.get("sort") ?? "weakest",
  };
  let pages = [null]; // `after` of each page up to the one that is shown
  let shown = null;
  let readAt = 0; // when the last reading began
  let pending = false; // whether it goes on
  let took = 0;
  let stale = false; // rows have come, gone or moved since the page was read
  let reading = null;

  const summary = h("p", { class: "lead", text: " " });
  const overview = h("div", {}, loading("Reading how the class stands…"));
  const students = h("div", {});
  const search = h("input", { type: "search", value: wanted.search, maxlength: "50", spellcheck: "false" });
  const component = select([["", "Overall"]], "", {});
  const level = select([["", "Any level"], ...LEVELS.map((one) => [one, capital(one)])], wanted.level);
  const sort = select(SORTS, wanted.sort);
  const filter = h(
    "form",
    { class: "filter", role: "search", "aria-label": "Students", on: { submit: (event) => event.preventDefault() } },
    labelled("Student", search),
    labelled("Component", component),
    labelled("Level", level),
    labelled("Order", sort),
  );

  show(
    page,
    h("div", { class: "head" }, h("h1", { tabindex: "-1", text: "Class" }), summary),
    h("section", { class: "card", "aria-labelledby": "by-component" }, h("h2", { id: "by-component", text: "By component" }), overview),
    h("section", { class: "card", "aria-labelledby": "by-student" }, h("h2", { id: "by-student", text: "By student" }), filter, students),
  );

  // -- reading
  async function read() {
    reading?.abort();
    const mine = (reading = new AbortController());
    signal.addEventListener("abort", () => mine.abort(), { once: true });
    readAt = Date.now();
    pending = true;
    stale = false;
    try {
      const found = await get("/class", { ...wanted, limit: ROWS, after: pages.at(-1) }, mine.signal);
      took = Date.now() - readAt;
      shown = found;
      counts(found);
      rows(found);
    } catch (error) {
      if (error.name === "AbortError") return;
      const again = () => (show(overview, loading()), read());
      show(overview, failed(error, again));
      show(students);
      summary.textContent = "";
    } finally {
      if (reading === mine) pending = false;
    }
  }

  function ask(change) {
    Object.assign(wanted, change);
    pages = [null];
    remember({ ...wanted, sort: wanted.sort === "weakest" ? "" : wanted.sort });
    return read();
  }

  // -- showing
  function counts(found) {
    summary.textContent = found.students
      ? `${many(found.students, "student")}, ${many(Object.keys(found.components).length, "component")}.`
      : "Nobody has sent progress yet.";
    if (!found.students) return show(overview, empty("No students yet", "They appear with their first event: POST /progress/{student}, or a record on learning.events."));
    const names = inOrder(Object.keys(found.components));
    fillComponents(names);
    const rows = [["", found.overall], ...names.map((name) => [name, found.components[name]])];
    const old = overview.querySelector("table");
    if (old !== null && old.dataset.names === names.join("\n")) return rows.forEach(([name, values], at) => update(old.tBodies[0].rows[at], name, values));
    show(overview, legend(), overviewTable(names, rows, (name, one) => choose(name, one)));
  }

  function fillComponents(names) {
    const options = [["", "Overall"], ...names.map((name) => [name, nameOf(name)])];
    if (component.options.length === options.length) return;
    show(component, options.map(([value, text]) => h("option", { value, text })));
    component.value = wanted.component;
  }

  function choose(name, one) {
    component.value = name;
    level.value = one;
    ask({ component: name, level: one });
    document.getElementById("by-student").scrollIntoView({ block: "start" });
    notice(`Students who are ${one}${name ? ` in ${nameOf(name)}` : " overall"}.`);
  }

  function rows(found) {
    if (!found.students) return show(students);
    if (!found.rows.length) return show(students, empty("Nobody matches", "Choose another level, component or name."));
    const names = inOrder(Object.keys(found.components));
    const focused = document.activeElement?.dataset?.student;
    const first = (pages.length - 1) * ROWS + 1;
    const region = `${number(first)} to ${number(first + found.rows.length - 1)} of ${number(found.matched)}`;
    const earlier = h("button", { type: "button", text: "Previous", disabled: pages.length === 1, on: { click: ({ target }) => busy(target, () => turn(-1)) } });
    const later = h("button", { type: "button", text: "Next", disabled: found.next === null, on: { click: ({ target }) => busy(target, () => turn(1)) } });
    const left = students.querySelector(".scroller")?.scrollLeft ?? 0;
    show(
      students,
      scroller("Mastery by student and component", heatMap(names, found.rows)),
      h("nav", { class: "pager", "aria-label": "Pages of students" }, earlier, h("span", { text: region }), later),
    );
    students.querySelector(".scroller").scrollLeft = left;
    if (focused) students.querySelector(`[data-student="${CSS.escape(focused)}"]`)?.focus();
  }

  async function turn(step) {
    if (step > 0) pages.push(shown.next);
    else pages.pop();
    await read();
    students.querySelector(".scroller")?.focus();
  }

  // -- live
  function pulsed({ detail }) {
    if (shown === null) return;
    if (detail.partitions_away.length === 0) counts({ ...shown, students: detail.students, overall: detail.overall, components: detail.components });
    const here = new Map(shown.rows.map((row, at) => [row.student_id, at]));
    const others = detail.changed.some((row) => !here.has(row.student_id));
    for (const row of detail.changed) {
      if (!here.has(row.student_id)) continue;
      shown.rows[here.get(row.student_id)] = { ...shown.rows[here.get(row.student_id)], ...row };
      const line = students.querySelector(`tr[data-row="${CSS.escape(row.student_id)}"]`);
      if (line !== null) repaint(line, row);
    }
    // What is being read may be older than this message.
    stale ||= !detail.complete || (detail.changed.length > 0 && (pending || others || wanted.sort !== "student"));
    // Under a pointer or a keyboard rows keep their places for longer.
    const patience = students.contains(document.activeElement) || students.matches(":hover") ? 3 * ANEW_MS : ANEW_MS;
    if (stale && !pending && Date.now() - readAt > Math.max(patience - 100, SHARE * took)) read();
  }

  live.addEventListener("pulse", pulsed, { signal });
  let typing;
  search.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => ask({ search: search.value.trim() }), 250);
  });
  component.addEventListener("change", () => ask({ component: component.value }));
  level.addEventListener("change", () => ask({ level: level.value }));
  sort.addEventListener("change", () => ask({ sort: sort.value }));
  read();
}

// -- tables -----------------------------------------------------------------------------------------------------------
export function legend() {
  const bounds = { beginner: "below 0.41", learning: "below 0.71", proficient: "below 0.91", mastered: "from 0.91" };
  return h("ul", { class: "legend", "aria-label": "Levels" }, LEVELS.map((one) => h("li", {}, swatch(one), `${capital(one)} `, h("span", { class: "hint", text: bounds[one] }))));
}

const swatch = (level) => h("span", { class: `swatch level-${level}`, "aria-hidden": "true", text: MARKS[level] });

function overviewTable(names, rows, choose) {
  const head = h("tr", {}, h("th", { scope: "col", text: "Component" }), h("th", { scope: "col", class: "wide", text: "Shares" }), LEVELS.map((one) => h("th", { scope: "col", class: "num", text: capital(one) })));
  const body = rows.map(([name, values]) => {
    const line = h(
      "tr",
      {},
      h("th", { scope: "row", text: name ? nameOf(name) : "Overall" }),
      h("td", { class: "wide" }, h("div", { class: "stack", "aria-hidden": "true" }, LEVELS.map((one) => h("span", { class: `level-${one}` })))),
      LEVELS.map((one) => h("td", { class: "num" }, h("button", { type: "button", class: "link", on: { click: () => choose(name, one) } }))),
    );
    update(line, name, values);
    return line;
  });
  const table = h("table", { class: "overview" }, h("caption", { class: "hidden", text: "Students by component and level" }), h("thead", {}, head), h("tbody", {}, body));
  table.dataset.names = names.join("\n");
  return scroller("Students by component and level", table);
}

function update(line, name, values) {
  const all = values.reduce((sum, one) => sum + one, 0) || 1;
  line.querySelectorAll(".stack span").forEach((part, at) => part.style.setProperty("width", `${(100 * values[at]) / all}%`));
  line.querySelectorAll("button").forEach((button, at) => {
    const text = number(values[at]);
    if (button.textContent === text) return;
    button.textContent = text;
    button.disabled = values[at] === 0;
    button.setAttribute("aria-label", `${text} ${LEVELS[at]}${name ? ` in ${nameOf(name)}` : " overall"}: show them`);
  });
}

function heatMap(names, rows) {
  const head = h("tr", {}, h("th", { scope: "col", class: "sticky", text: "Student" }), h("th", { scope: "col", text: "Overall" }), names.map((name) => h("th", { scope: "col", text: nameOf(name) })), h("th", { scope: "col", text: "Latest" }));
  const body = rows.map((row) => {
    const link = h("a", { href: `#/student/${encodeURIComponent(row.student_id)}`, text: row.student_id });
    link.dataset.student = row.student_id;
    const line = h("tr", {}, h("th", { scope: "row", class: "sticky" }, link), ["", ...names].map((name) => cell(name)), h("td", { class: "when" }));
    line.dataset.row = row.student_id;
    paint(line, row);
    return line;
  });
  return h("table", { class: "heat" }, h("caption", { class: "hidden", text: "Mastery by student and component, with marks for levels" }), h("thead", {}, head), h("tbody", {}, body));
}

function cell(name) {
  const made = h("td", { class: "mastery" });
  made.dataset.component = name;
  return made;
}

function paint(line, row) {
  const changed = [];
  for (const one of line.querySelectorAll("td.mastery")) {
    const value = one.dataset.component ? row.mastery[one.dataset.component] : row.overall;
    const text = value === undefined ? "" : figure(value);
    if (one.dataset.text === text) continue;
    one.dataset.text = text;
    one.className = value === undefined ? "mastery none" : `mastery level-${levelOf(value)}`;
    show(one, value === undefined ? h("span", { class: "hidden", text: "nothing yet" }) : [h("span", { class: "mark", "aria-hidden": "true", text: MARKS[levelOf(value)] }), text, h("span", { class: "hidden", text: ` ${levelOf(value)}` })]);
    changed.push(one);
  }
  const when = line.querySelector(".when");
  when.textContent = ago(row.last_updated);
  when.title = row.last_updated;
  return changed;
}

/** The same, and what has changed lights up for a moment. */
function repaint(line, row) {
  for (const one of paint(line, row)) {
    one.classList.add("changed");
    setTimeout(() => one.classList.remove("changed"), 1500);
  }
}
