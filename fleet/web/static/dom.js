// Making elements. Text is always text: nothing that came over the network is ever read as HTML.

/**
 * Make an element. `props`: attributes; `class`, `text`, `on` (listeners), `style` (properties, set one by one because
 * the content policy forbids style attributes); null and false leave an attribute out.
 */
export function h(tag, props = {}, ...children) {
  return fill(document.createElement(tag), props, children);
}

/** The same for SVG. */
export function s(tag, props = {}, ...children) {
  return fill(document.createElementNS("http://www.w3.org/2000/svg", tag), props, children);
}

function fill(element, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name === "on") for (const [event, run] of Object.entries(value)) element.addEventListener(event, run);
    else if (name === "style") for (const [key, one] of Object.entries(value)) element.style.setProperty(key, one);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
  return element;
}

/** Put children in place of what is there. */
export function show(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((one) => one !== null && one !== undefined && one !== false));
}

let ids = 0;

/** An id that nothing else on the page has. */
export const newId = (name) => `${name}-${++ids}`;

/** A form control with its label above it, and a hint below that is read out with it. */
export function labelled(text, control, hint = null) {
  control.id ||= newId("field");
  const parts = [h("label", { for: control.id, text }), control];
  if (hint !== null) {
    const id = `${control.id}-hint`;
    control.setAttribute("aria-describedby", id);
    parts.push(h("span", { class: "hint", id, text: hint }));
  }
  return h("div", { class: "field" }, parts);
}

/** A select of `[value, text]` pairs. */
export function select(options, chosen, props = {}) {
  const made = h("select", props, options.map(([value, text]) => h("option", { value, text })));
  made.value = chosen ?? "";
  return made;
}

/** Say something to everybody, screen readers included, for a while. */
export function notice(text, kind = "info") {
  const place = document.getElementById("notice");
  place.textContent = text;
  place.dataset.kind = kind;
  clearTimeout(notice.timer);
  notice.timer = setTimeout(() => (place.textContent = ""), 8000);
}

/** A wait that only shows if it is one. */
export function loading(text = "Loading…") {
  return h("p", { class: "loading" }, h("span", { class: "spinner", "aria-hidden": "true" }), text);
}

/** Nothing is here, and what would change that. */
export function empty(title, text = "") {
  return h("div", { class: "empty" }, h("p", { class: "empty-title", text: title }), text && h("p", { text }));
}

/** What went wrong, in the server's words, with a way on. */
export function failed(error, again = null) {
  const advice = error.status === 403 ? "Your token does not allow this. Ask for one with the right role." : error.advice;
  return h(
    "div",
    { class: "failed", role: "alert" },
    h("p", { class: "failed-title", text: error.status === 403 ? "Not for you" : error.title ?? "That did not work" }),
    h("p", { text: error.message }),
    advice && h("p", { class: "hint", text: advice }),
    again && h("button", { type: "button", on: { click: again }, text: "Try again" }),
  );
}

/** A region that scrolls sideways where it must, also by keyboard. */
export function scroller(label, ...children) {
  return h("div", { class: "scroller", role: "region", "aria-label": label, tabindex: "0" }, children);
}

/** Run an action of a button: it cannot be pressed twice, and its failure is shown. */
export async function busy(button, action) {
  button.disabled = true;
  try {
    return await action();
  } finally {
    button.disabled = false;
  }
}
