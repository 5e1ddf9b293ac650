// Puts the page together: which view is shown, who is signed in, the theme, what is live.

import { setToken, signedIn, takeToken } from "./api.js";
import { alertsView } from "./alerts.js";
import { classView } from "./class.js";
import { h, labelled, notice, show } from "./dom.js";
import { live } from "./live.js";
import { operationsView } from "./operations.js";
import { playgroundView } from "./playground.js";
import { studentView } from "./student.js";

const VIEWS = {
  class: ["Class", classView],
  student: ["Student", studentView],
  alerts: ["Alerts", alertsView],
  playground: ["Playground", playgroundView],
  operations: ["Operations", operationsView],
};

const main = document.getElementById("main");
let leave = () => {};
let locked = false;

/** `#/student/stu-1?days=30` as a view's name, its rest and its parameters. */
function place() {
  const [path, query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  const [name, ...rest] = path.split("/");
  return { name: VIEWS[name] ? name : "class", rest: rest.map(decodeURIComponent), query: new URLSearchParams(query) };
}

/** Change the parameters of the address without a new step in the history. */
export function remember(query) {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  const [path] = location.hash.split("?");
  history.replaceState(null, "", given.size ? `${path || "#/class"}?${given}` : path || "#/class");
}

function open({ focus = true } = {}) {
  takeToken();
  leave();
  const { name, rest, query } = place();
  const [title, view] = VIEWS[name];
  for (const link of document.querySelectorAll("#nav a")) {
    const here = link.hash === `#/${name}` || (name === "student" && link.hash === "#/class");
    link.toggleAttribute("aria-current", false);
    if (here) link.setAttribute("aria-current", "page");
  }
  const stop = new AbortController();
  leave = () => stop.abort();
  locked = false;
  const page = h("div", { class: `view view-${name}` });
  show(main, page);
  document.title = `${rest[0] ?? title} · Agent Fleet`;
  view({ page, rest, query, remember, signal: stop.signal });
  if (focus) (page.querySelector("h1") ?? main).focus();
  scrollTo(0, 0);
}

// -- signing in -------------------------------------------------------------------------------------------------------
function signIn(problem) {
  if (locked) return; // several requests may be refused at once
  locked = true;
  leave();
  const had = signedIn();
  setToken(null);
  document.getElementById("sign-out").hidden = true;
  const field = h("input", { type: "password", name: "token", autocomplete: "off", required: true, spellcheck: "false" });
  const form = h(
    "form",
    { class: "card sign-in", on: { submit: (event) => enter(event, field) } },
    h("h1", { tabindex: "-1", text: had ? "Your token is not taken any more" : "Please sign in" }),
    h("p", { text: had ? `${problem.message}. Paste a new one.` : "This fleet asks who you are. Paste the token that you were given." }),
    labelled("Token", field, "It is kept until this tab is closed, and sent to this server alone. `make run` prints one."),
    h("button", { class: "primary", text: "Sign in" }),
  );
  show(main, form);
  document.title = "Sign in · Agent Fleet";
  form.querySelector("h1").focus();
}

function enter(event, field) {
  event.preventDefault();
  setToken(field.value.trim().replace(/^Bearer\s+/i, ""));
  document.getElementById("sign-out").hidden = false;
  live.again();
  open();
}

function signOut() {
  setToken(null);
  document.getElementById("sign-out").hidden = true;
  notice("You are signed out.");
  live.again();
  open();
}

// -- theme ------------------------------------------------------------------------------------------------------------
const THEMES = { auto: ["◐", "as the system has them"], light: ["☀", "light"], dark: ["☾", "dark"] };

function dress(next) {
  const button = document.getElementById("theme");
  const root = document.documentElement;
  const theme = next ?? root.dataset.theme ?? "auto";
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
  try {
    if (next) localStorage.setItem("fleet.theme", theme);
  } catch {
    // then it lasts as long as the page
  }
  const [mark, words] = THEMES[theme];
  show(button, h("span", { "aria-hidden": "true", text: mark }));
  button.setAttribute("aria-label", `Colours: ${words}`);
  button.title = button.getAttribute("aria-label");
  button.dataset.theme = theme;
}

function nextTheme() {
  const names = Object.keys(THEMES);
  dress(names[(names.indexOf(document.getElementById("theme").dataset.theme) + 1) % names.length]);
}

// -- what is live -----------------------------------------------------------------------------------------------------
const STATES = { idle: "Offline", connecting: "Connecting", live: "Live", away: "No connection", full: "Not live: too many pages" };

function stateChanged({ detail }) {
  document.getElementById("live").dataset.state = detail;
  document.getElementById("live-text").textContent = STATES[detail];
}

function counted(id, count, words) {
  const badge = document.getElementById(id);
  badge.hidden = !count;
  badge.textContent = count > 999 ? "999+" : count;
  badge.setAttribute("aria-label", words);
}

function pulsed({ detail }) {
  counted("letter-count", detail.dead_letters.open, "open dead letters");
  counted("alert-count", detail.alerts.open, "open alerts");
}

// -- begin ------------------------------------------------------------------------------------------------------------
document.getElementById("theme").addEventListener("click", nextTheme);
document.getElementById("sign-out").addEventListener("click", signOut);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault(); // the address names the view
  main.focus();
});
addEventListener("hashchange", () => open());
addEventListener("fleet:unauthorised", ({ detail }) => signIn(detail));
live.addEventListener("state", stateChanged);
live.addEventListener("pulse", pulsed);
dress();
takeToken();
document.getElementById("sign-out").hidden = !signedIn();
open({ focus: false });
live.start();
