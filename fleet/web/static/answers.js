// What each agent answers, as elements.

import { busy, failed, h, labelled, loading, show } from "./dom.js";
import { capital, figure, many, nameOf } from "./levels.js";
import { codeBlock, inline, markdown } from "./markdown.js";

/** Who answered, how long it took, and for whom the words were chosen. */
function foot(answer) {
  const basis = { known: "by what is known of the student", new: "for a new student", unavailable: "without the student's mastery, which is not at hand" };
  const words = [`${capital(answer.agent_type)} agent`, `${Math.round(answer.processing_time_ms)} ms`, basis[answer.metadata.mastery_basis]].filter(Boolean);
  return h("p", { class: "hint", text: words.join(" · ") });
}

const words = (answer) => h("div", { class: "words" }, answer.content.split("\n").filter(Boolean).map((line) => h("p", {}, inline(line))));

export function debugAnswer(answer, code) {
  const report = answer.metadata;
  const marked = new Set(report.errors.map((one) => one.line));
  return [
    h("h2", { text: report.valid ? "No errors" : `${many(report.errors.filter((one) => one.severity === "error").length, "error")}` }),
    words(answer),
    report.errors.length > 0 && [codeBlock(code, marked, "The code, with the lines that are meant"), h("details", {}, h("summary", { text: `Every finding (${report.errors.length})` }), h("ul", { class: "findings" }, report.errors.map(finding)))],
    report.hints.length > 0 && steps("Hints, from a nudge to nearly there", report.hints.map((one) => one.text)),
    report.execution && h("div", {}, h("h3", { text: `Running it: ${report.execution.status}` }), report.execution.stdout && codeBlock(report.execution.stdout, undefined, "Output")),
    foot(answer),
  ];
}

function finding(one) {
  return h(
    "li",
    {},
    h("span", { class: `tag severity-${one.severity}`, text: `Line ${one.line}` }),
    h("strong", { text: ` ${one.type}: ` }),
    inline(one.message),
    one.cause && h("p", { class: "hint" }, inline(one.cause)),
  );
}

/** Hints that are given one by one, as a student asks for them. */
function steps(title, texts) {
  const list = h("ol", { class: "steps" });
  let given = 0;
  const more = h("button", { type: "button", on: { click: give } });
  function give() {
    if (given < texts.length) list.append(h("li", {}, inline(texts[given++])));
    more.textContent = given ? "Another hint" : "Show a hint";
    more.hidden = given === texts.length;
  }
  more.textContent = "Show a hint";
  return h("div", { class: "hints" }, h("h3", { text: title }), list, more);
}

export function reviewAnswer(answer, code) {
  const review = answer.metadata;
  const marked = new Set(review.issues_found.map((one) => Number(one.line)));
  return [
    h("h2", { text: review.compiles ? `Score ${figure(review.overall_score)}` : "Cannot be read yet" }),
    words(answer),
    h("dl", { class: "meters" }, Object.entries(review.criteria_scores).map(([name, score]) => [h("dt", { text: capital(name) }), h("dd", {}, meter(score), figure(score))])),
    review.issues_found.length > 0 && [
      codeBlock(code, marked, "The code, with the lines that are meant"),
      h("h3", { text: "What would make it better" }),
      h("ul", { class: "findings" }, review.issues_found.map((one) => h("li", {}, h("span", { class: `tag severity-${one.severity}`, text: `Line ${one.line}` }), h("strong", { text: ` ${capital(one.criterion)}: ` }), inline(one.message), h("p", { class: "hint" }, inline(`${one.why} ${one.do}`))))),
    ],
    review.best_practices.length > 0 && [h("h3", { text: "Well done" }), h("ul", {}, review.best_practices.map((one) => h("li", {}, inline(one))))],
    foot(answer),
  ];
}

/** A bar that repeats a figure beside it. */
function meter(share) {
  const bar = h("span", {});
  bar.style.setProperty("width", `${100 * share}%`);
  return h("span", { class: "meter", "aria-hidden": "true" }, bar);
}

export function conceptAnswer(answer) {
  const found = answer.metadata;
  if (!found.concept) return [words(answer), foot(answer)];
  return [
    h("h2", { text: found.title }),
    h("p", { class: "hint", text: `${capital(found.level)}: ${found.level_reason}` }),
    markdown(found.explanation),
    found.examples.map((code, at) => [codeBlock(code, undefined, `Example ${at + 1}`), found.example_outputs[at] && [h("p", { class: "hint", text: "prints" }), codeBlock(found.example_outputs[at], undefined, `Output of example ${at + 1}`)]]),
    found.mistakes.length > 0 && [h("h3", { text: "What often goes wrong" }), h("ul", {}, found.mistakes.map((one) => h("li", {}, inline(`${one.mistake} ${one.instead}`))))],
    found.missing_prerequisites.length > 0 && h("p", {}, h("strong", { text: "It stands on: " }), found.missing_prerequisites.map(nameOf).join(", ")),
    foot(answer),
  ];
}

/** An exercise, its solution and its verdict. `calls`: `verify(id, code)`, `hints(id, level)`, `editor(text, rows)`. */
export function exerciseAnswer(answer, calls) {
  const exercise = answer.metadata;
  const id = exercise.exercise_id;
  const solution = calls.editor("", 10);
  const verdict = h("div", { class: "answer", "aria-live": "polite", role: "group", "aria-label": "Verdict" });
  const check = h("button", { class: "primary", text: "Check the solution" });
  const form = h("form", { on: { submit } }, labelled("Your solution", solution), check);
  async function submit(event) {
    event.preventDefault();
    show(verdict, loading("Running the tests…"));
    await busy(check, async () => {
      try {
        show(verdict, verdictAnswer(await calls.verify(id, solution.value)));
      } catch (error) {
        show(verdict, failed(error));
      }
    });
  }
  return [
    h("h2", { text: `An exercise on ${nameOf(exercise.concept ?? exercise.topic).toLowerCase()}` }),
    h("p", {}, h("span", { class: "tag", text: capital(exercise.difficulty) }), h("span", { class: "tag plain", text: `about ${many(exercise.estimated_time_minutes, "minute")}` }), exercise.hidden_tests > 0 && h("span", { class: "tag plain", text: many(exercise.hidden_tests, "hidden test") })),
    markdown(exercise.problem),
    exercise.test_cases.length > 0 && table(["Test", "Should give"], exercise.test_cases.map((one) => [one.input, one.expected])),
    hintButtons(id, calls),
    form,
    verdict,
    foot(answer),
  ];
}

function hintButtons(id, calls) {
  const list = h("ol", { class: "steps", "aria-live": "polite" });
  let level = 0;
  const more = h("button", { type: "button", text: "Show a hint", on: { click: () => busy(more, give) } });
  async function give() {
    try {
      const { metadata } = await calls.hints(id, level + 1);
      level = metadata.level;
      show(list, metadata.hints.map((one) => h("li", {}, inline(one))));
      more.textContent = "Another hint";
      more.hidden = level >= metadata.levels;
    } catch (error) {
      show(list, failed(error));
    }
  }
  return h("div", { class: "hints" }, list, more);
}

function verdictAnswer(answer) {
  const found = answer.metadata;
  return [
    h("h3", { class: found.passed ? "good" : "bad", text: found.passed ? "Solved" : `${found.tests_passed} of ${many(found.tests, "test")} passed` }),
    words(answer),
    table(["Test", "Should give", "Gives", ""], found.visible.map((one) => [one.input, one.expected, one.got, one.passed ? "✓ passed" : "✗ failed"])),
    found.hidden.tests > 0 && h("p", { class: "hint", text: `Hidden tests: ${found.hidden.passed} of ${found.hidden.tests} passed.` }),
    foot(answer),
  ];
}

function table(head, rows) {
  return h("div", { class: "scroller", tabindex: "0", role: "group", "aria-label": "Tests" }, h("table", { class: "tests" }, h("thead", {}, h("tr", {}, head.map((one) => (one ? h("th", { scope: "col", text: one }) : h("th", { scope: "col" }, h("span", { class: "hidden", text: "Result" })))))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map((one) => h("td", {}, h("code", { text: one }))))))));
}
