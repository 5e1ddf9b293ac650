// Mastery in words, figures and marks: never by colour alone.

export const LEVELS = ["beginner", "learning", "proficient", "mastered"];

export const MARKS = { beginner: "◔", learning: "◑", proficient: "◕", mastered: "●" };

const BOUNDS = [0.41, 0.71, 0.91];

/** The level of a mastery of 0 to 1, as the server has it. */
export const levelOf = (value) => LEVELS[BOUNDS.filter((bound) => value >= bound).length];

/** Two decimals, cut: 0.4099 is a beginner's and reads 0.40. */
export const figure = (value) => (Math.floor(value * 100 + 1e-6) / 100).toFixed(2);

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** `control-flow` as people write it. */
export const nameOf = (component) => (component === "oop" ? "OOP" : capital(component.replaceAll("-", " ").replaceAll("_", " ")));

export const number = (value) => value.toLocaleString("en");

export const many = (count, one, more = `${one}s`) => `${number(count)} ${count === 1 ? one : more}`;

/** How long ago, in words. */
export function ago(iso, now = Date.now()) {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 60) return "just now";
  const steps = [[60, "minute"], [3600, "hour"], [86_400, "day"]];
  const [size, unit] = steps.filter(([one]) => seconds >= one).at(-1);
  return `${many(Math.floor(seconds / size), unit)} ago`;
}

/** Seconds as people say them. */
export function span(seconds) {
  if (seconds < 120) return many(Math.round(seconds), "second");
  if (seconds < 7200) return many(Math.round(seconds / 60), "minute");
  return seconds < 172_800 ? many(Math.round(seconds / 3600), "hour") : many(Math.round(seconds / 86_400), "day");
}

/** Modules in teaching order first, others by name. */
const COURSE = ["basics", "control-flow", "data-structures", "functions", "oop", "files", "errors", "libraries"];

export function inOrder(components) {
  const place = (name) => (COURSE.includes(name) ? COURSE.indexOf(name) : COURSE.length);
  return [...components].sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}
