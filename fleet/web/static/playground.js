// The agents as a student meets them: paste code, ask, get an exercise and solve it.

import { get, post } from "./api.js";
import { conceptAnswer, debugAnswer, exerciseAnswer, reviewAnswer } from "./answers.js";
import { busy, failed, h, labelled, loading, newId, select, show } from "./dom.js";

const SAMPLE = "total = 0\nfor i in range(1, 4)\n    total =+ i\nprint(total)\n";
const WHO = "fleet.playground.student";
const TABS = [["debug", "Debug"], ["review", "Review"], ["concepts", "Explain"], ["exercise", "Exercise"]];

const DIFFICULTIES = [["", "As it fits"], ["easy", "Easy"], ["medium", "Medium"], ["hard", "Hard"]];

export function playgroundView({ page, query, remember, signal }) {
  const who = h("input", { type: "text", maxlength: "50", spellcheck: "false", autocomplete: "off", value: remembered() });
  const panels = { debug: debugPanel, review: reviewPanel, concepts: conceptsPanel, exercise: exercisePanel };
  const student = () => {
    const id = who.value.trim() || "stu-playground";
    try {
      sessionStorage.setItem(WHO, id);
    } catch {
      // then it is typed again next time
    }
    return id;
  };
  who.addEventListener("change", student);
  const { list, bodies } = tabs(TABS, query.get("agent") ?? "debug", (name) => remember({ agent: name === "debug" ? "" : name }));
  for (const [name] of TABS) panels[name](bodies[name], student, signal);
  show(
    page,
    h("div", { class: "head" }, h("h1", { tabindex: "-1", text: "Playground" }), h("p", { class: "lead", text: "What a student is told. Answers follow the mastery of whoever asks; a solved exercise counts." })),
    h("section", { class: "card", "aria-label": "Agents" }, labelled("Ask as student", who, "A new name is a student of whom nothing is known."), list, Object.values(bodies)),
  );
}

function remembered() {
  try {
    return sessionStorage.getItem(WHO) ?? "stu-playground";
  } catch {
    return "stu-playground";
  }
}

/** Tabs as the ARIA practices describe them: arrow keys move, one stop for Tab. */
function tabs(named, first, changed) {
  const chosen = named.some(([name]) => name === first) ? first : named[0][0];
  const id = newId("tabs");
  const bodies = {};
  const buttons = named.map(([name, text]) => {
    bodies[name] = h("div", { role: "tabpanel", id: `${id}-${name}`, "aria-labelledby": `${id}-${name}-tab` });
    return h("button", { type: "button", role: "tab", id: `${id}-${name}-tab`, "aria-controls": `${id}-${name}`, text, on: { click: () => choose(name) } });
  });
  function choose(name, focus = false) {
    named.forEach(([one], at) => {
      const here = one === name;
      bodies[one].hidden = !here;
      buttons[at].setAttribute("aria-selected", here);
      buttons[at].tabIndex = here ? 0 : -1;
      if (here && focus) buttons[at].focus();
    });
    changed(name);
  }
  const list = h("div", { role: "tablist", class: "tabs", "aria-label": "Agent" }, buttons);
  list.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: named.length - 1 }[event.key];
    if (at === -1 || to === undefined) return;
    event.preventDefault();
    choose(named[(to + named.length) % named.length][0], true);
  });
  choose(chosen);
  return { list, bodies };
}

const editor = (value, rows = 8) => h("textarea", { class: "code", rows, spellcheck: "false", autocapitalize: "off", autocomplete: "off", wrap: "off", value });

/** A form whose answer appears below it. `send` returns the answer's elements. */
function asking(fields, text, send) {
  const answer = h("div", { class: "answer", tabindex: "-1", role: "group", "aria-label": "Answer", "aria-live": "polite" });
  const button = h("button", { class: "primary", text });
  const form = h("form", { on: { submit: run } }, fields, button);
  async function run(event) {
    event.preventDefault();
    show(answer, loading("Asking…"));
    await busy(button, async () => {
      try {
        show(answer, await send());
      } catch (error) {
        show(answer, failed(error));
      }
    });
  }
  return { form, answer, run };
}

function debugPanel(panel, student) {
  const code = editor(SAMPLE);
  const { form, answer } = asking([labelled("Code", code)], "Find what is wrong", async () => debugAnswer(await post("/debug/analyze", { student_id: student(), query: "What is wrong?", code: code.value }), code.value));
  show(panel, form, answer);
}

function reviewPanel(panel, student) {
  const code = editor("def mean(l):\n    s = 0\n    for i in range(len(l)):\n        s = s + l[i]\n    return s / len(l)\n");
  const { form, answer } = asking([labelled("Code", code)], "Review it", async () => reviewAnswer(await post("/review/assess", { student_id: student(), query: "How good is it?", code: code.value }), code.value));
  show(panel, form, answer);
}

function conceptsPanel(panel, student) {
  const question = h("input", { type: "text", maxlength: "1000", required: true, value: "How do I repeat something?" });
  const { form, answer } = asking([labelled("Question", question)], "Explain", async () => conceptAnswer(await post("/concepts/explain", { student_id: student(), query: question.value })));
  show(panel, form, answer);
}

function exercisePanel(panel, student, signal) {
  const topic = h("input", { type: "text", required: true, maxlength: "200", value: "for-loops" });
  const list = h("datalist", { id: newId("topics") });
  topic.setAttribute("list", list.id);
  get("/concepts", { limit: 200 }, signal).then(
    ({ concepts }) => show(list, concepts.map((one) => h("option", { value: one.id, text: one.title }))),
    () => {}, // a list of suggestions is no need
  );
  const difficulty = select(DIFFICULTIES, "");
  const { form, answer } = asking([h("div", { class: "filter" }, labelled("Topic", topic), labelled("Difficulty", difficulty)), list], "Get an exercise", async () => {
    const asked = { student_id: student(), query: "An exercise, please", topic: topic.value, ...(difficulty.value ? { difficulty: difficulty.value } : {}) };
    return exerciseAnswer(await post("/exercise/generate", asked), {
      verify: (id, code) => post("/exercise/verify", { student_id: student(), exercise_id: id, code }),
      hints: (id, level) => post("/exercise/hints", { student_id: student(), exercise_id: id, level }),
      editor,
    });
  });
  show(panel, form, answer);
}
