// Talking to the server. The token lives in sessionStorage: it ends with the tab, and no other site can read it.

const TOKEN = "fleet.token";

/** A problem document (RFC 9457), or what is known of an answer that is none. */
export class Problem extends Error {
  constructor(status, document) {
    super(document.detail ?? document.title ?? `The server answered with ${status}.`);
    this.status = status;
    this.title = document.title;
    this.document = document;
  }
}

/** Nobody answered at all. */
export class Away extends Error {
  constructor() {
    super("The server cannot be reached. It may be starting again; the page goes on by itself.");
    this.title = "No connection";
    this.status = 0;
  }
}

let token = null;
try {
  token = sessionStorage.getItem(TOKEN);
} catch {
  // without storage the token lasts as long as the page
}

export const signedIn = () => token !== null;

export function setToken(value) {
  token = value || null;
  try {
    if (token === null) sessionStorage.removeItem(TOKEN);
    else sessionStorage.setItem(TOKEN, token);
  } catch {
    // as above
  }
}

/** Take a token out of the address (`#token=…`), where it must not stay: it would end up in bookmarks. */
export function takeToken() {
  const found = /^#token=([^&]+)(?:&(.*))?$/.exec(location.hash);
  if (found === null) return;
  setToken(decodeURIComponent(found[1]));
  history.replaceState(null, "", `${location.pathname}#/${found[2] ?? "class"}`);
}

function headers(more = {}) {
  return token === null ? more : { ...more, Authorization: `Bearer ${token}` };
}

async function ask(path, options) {
  let answer;
  try {
    answer = await fetch(path, { cache: "no-store", credentials: "omit", ...options });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Away();
  }
  if (answer.ok) return answer;
  let document = {};
  try {
    document = await answer.json();
  } catch {
    // a proxy's page, or nothing: the status says enough
  }
  const problem = new Problem(answer.status, document);
  if (answer.status === 401) dispatchEvent(new CustomEvent("fleet:unauthorised", { detail: problem }));
  throw problem;
}

/** `GET` as JSON; parameters that are null or empty are left out. */
export async function get(path, query = {}, signal = undefined) {
  const given = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const asked = given.length ? `${path}?${new URLSearchParams(given)}` : path;
  return (await ask(asked, { headers: headers({ Accept: "application/json" }), signal })).json();
}

/** `POST` a JSON object. */
export async function post(path, body) {
  const json = { "Content-Type": "application/json", Accept: "application/json" };
  return (await ask(path, { method: "POST", headers: headers(json), body: JSON.stringify(body) })).json();
}

/** Follow server-sent events by `fetch`, which sends the token along (an EventSource cannot). */
export async function* events(path, signal) {
  const answer = await ask(path, { headers: headers({ Accept: "text/event-stream" }), signal });
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) return;
    text += value;
    let end;
    while ((end = text.indexOf("\n\n")) !== -1) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const data = lines.filter((line) => line.startsWith("data:")).map((line) => line.slice(5).trimStart());
      const name = lines.find((line) => line.startsWith("event:"))?.slice(6).trim() ?? "message";
      if (data.length) yield { name, data: JSON.parse(data.join("\n")) };
    }
  }
}
