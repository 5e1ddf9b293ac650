// How the fleet runs: throughput, lag, what failed and what to do with it, partitions that are paused.

import { get, post, signedIn } from "./api.js";
import { order } from "./dialogs.js";
import { empty, failed, h, labelled, loading, notice, scroller, select, show } from "./dom.js";
import { ago, capital, many, number, span } from "./levels.js";
import { live } from "./live.js";
import { sparkline } from "./plots.js";

const KEPT = 120; // seconds of the sparklines
const PAGE = 25;
const STATES = [["open", "Open"], ["waiting", "Waiting"], ["retrying", "On its way"], ["permanent", "Permanent"], ["closed", "Closed"], ["all", "All"]];

export function operationsView({ page, query, remember, signal }) {
  const tiles = h("div", { class: "tiles" });
  const paused = h("div", {}, loading());
  const letters = h("div", {}, loading());
  const workers = h("div", {}, loading());
  const state = select(STATES, query.get("state") ?? "open");
  show(
    page,
    h("div", { class: "head" }, h("h1", { tabindex: "-1", text: "Operations" })),
    h("section", { "aria-label": "Figures" }, tiles),
    h("section", { class: "card", "aria-labelledby": "dead" }, h("div", { class: "row" }, h("h2", { id: "dead", text: "Dead letters" }), labelled("State", state)), letters),
    h("section", { class: "card", "aria-labelledby": "paused" }, h("h2", { id: "paused", text: "Paused partitions" }), paused),
    h("section", { class: "card", "aria-labelledby": "worker" }, h("h2", { id: "worker", text: "The worker that serves this page" }), workers),
  );
  figures(tiles, signal);
  const readLetters = deadLetters(letters, state, remember, signal);
  const readPaused = pausedPartitions(paused, signal);
  const readWorker = worker(workers, signal);
  let before = null;
  live.addEventListener("pulse", ({ detail }) => {
    const now = `${detail.dead_letters.open}/${detail.dead_letters.permanent}`;
    if (before !== null && before !== now && !letters.contains(document.activeElement)) readLetters();
    before = now;
    if (detail.paused.join() !== readPaused.known) readPaused();
  }, { signal });
  const timer = setInterval(readWorker, 5000);
  signal.addEventListener("abort", () => clearInterval(timer));
}

// -- figures ----------------------------------------------------------------------------------------------------------
function figures(tiles, signal) {
  const rates = [];
  const lags = [];
  const made = {};
  const tile = (name, title) => {
    made[name] = { value: h("p", { class: "figure", text: "–" }), note: h("div", { class: "hint" }) };
    return h("div", { class: "card tile" }, h("h2", { text: title }), made[name].value, made[name].note);
  };
  show(tiles, tile("rate", "Events a second"), tile("lag", "Lag"), tile("letters", "Open dead letters"), tile("records", "Records read"));
  const draw = ({ detail }) => {
    if (detail.events_per_second !== null) rates.push(detail.events_per_second);
    lags.push(detail.lag);
    for (const one of [rates, lags]) if (one.length > KEPT) one.shift();
    made.rate.value.textContent = detail.events_per_second === null ? "–" : number(Math.round(detail.events_per_second));
    show(made.rate.note, sparkline(`Events a second over the last ${span(rates.length)}, at most ${number(Math.round(Math.max(0, ...rates)))}`, rates));
    made.lag.value.textContent = number(detail.lag);
    show(made.lag.note, sparkline(`Lag over the last ${span(lags.length)}, at most ${number(Math.max(0, ...lags))} records`, lags));
    const { open, permanent, oldest_age_seconds: age } = detail.dead_letters;
    made.letters.value.textContent = number(open);
    made.letters.note.textContent = open ? `${number(permanent)} permanent; the oldest for ${span(age ?? 0)}` : "Nothing waits for you";
    made.records.value.textContent = number(detail.records);
    const away = detail.partitions_away.length ? ` Not to be reached: partition ${detail.partitions_away.join(", ")}.` : "";
    made.records.note.textContent = `${number(detail.refused)} refused.${away}`;
  };
  live.addEventListener("pulse", draw, { signal });
  if (live.last) draw({ detail: live.last });
}

// -- dead letters -----------------------------------------------------------------------------------------------------
function deadLetters(place, state, remember, signal) {
  let after = [null];
  async function read() {
    try {
      const found = await get("/dead-letters", { state: state.value, limit: PAGE, after: after.at(-1) }, signal);
      show(place, found.dead_letters.length ? list(found) : empty(state.value === "open" ? "No open dead letters" : "None", "What cannot be applied comes here with its original bytes and its cause."));
    } catch (error) {
      if (error.name !== "AbortError") show(place, failed(error, read));
    }
  }
  function list(found) {
    const turn = (to) => ((after = to), read());
    return [
      scroller(
        "Dead letters",
        h(
          "table",
          { class: "letters" },
          h("caption", { class: "hidden", text: "Dead letters" }),
          h("thead", {}, h("tr", {}, ["What went wrong", "Student", "State", "Failed", "Tries"].map((text) => h("th", { scope: "col", text })), h("th", { scope: "col" }, h("span", { class: "hidden", text: "What to do" })))),
          h("tbody", {}, found.dead_letters.map((one) => letter(one, read))),
        ),
      ),
      h("nav", { class: "pager", "aria-label": "Pages of dead letters" }, h("button", { type: "button", text: "Previous", disabled: after.length === 1, on: { click: () => turn(after.slice(0, -1)) } }), h("button", { type: "button", text: "Next", disabled: found.next === null, on: { click: () => turn([...after, found.next]) } })),
    ];
  }
  state.addEventListener("change", () => {
    after = [null];
    remember({ state: state.value === "open" ? "" : state.value });
    read();
  });
  read();
  return read;
}

function letter(one, changed) {
  const path = `/dead-letters/${encodeURIComponent(one.id)}`;
  const done = (words) => (notice(words), setTimeout(changed, 700)); // the change comes back by way of Kafka
  const replay = async () => {
    const result = await order({
      title: "Replay this record?",
      text: `It is sent again as it first came (${one.id}).`,
      action: "Replay",
      preview: () => dryRun(path),
      act: (given) => post(`${path}/replay`, given),
    });
    if (result) done("It is on its way.");
  };
  const discard = async () => {
    const result = await order({
      title: "Discard this record?",
      text: `${one.id} is closed for good: nothing more is tried. It stays in the topic until its time is over.`,
      action: "Discard",
      danger: true,
      act: (given) => post(`${path}/discard`, given),
    });
    if (result) done("It is discarded.");
  };
  const closed = ["resolved", "superseded", "discarded"].includes(one.state);
  const named = (text) => ({ type: "button", text, "aria-label": `${text} ${one.id}` });
  return h(
    "tr",
    {},
    h("td", {}, h("strong", { text: one.error_type ?? "unknown" }), h("p", { class: "message", text: one.error_message ?? "" }), more(one, path)),
    h("td", {}, one.student_id ? h("a", { href: `#/student/${encodeURIComponent(one.student_id)}`, text: one.student_id }) : h("span", { class: "hint", text: "unknown" })),
    h("td", {}, h("span", { class: `tag state-${one.state}`, text: capital(one.state) })),
    h("td", { class: "when", title: one.failed_at }, one.failed_at ? ago(one.failed_at) : ""),
    h("td", { class: "num", text: one.retry_count }),
    h("td", { class: "actions" }, !closed && h("button", { ...named("Replay"), on: { click: replay }, disabled: one.state === "retrying" }), !closed && h("button", { ...named("Discard"), class: "danger quiet", on: { click: discard } })),
  );
}

async function dryRun(path) {
  const found = await post(`${path}/replay`, { ...(signedIn() ? {} : { actor: "page" }), reason: "looking what would happen", dry_run: true });
  const words = { applied: "It would be applied now.", duplicate: "It would be a duplicate: it counts already.", answered: "It would be answered now.", not_tried: "What becomes of it cannot be said before." };
  const good = found.outcome in words;
  return h("p", { class: good ? "note" : "note warn", text: words[found.outcome] ?? `It would fail again: ${found.error_message ?? found.outcome}` });
}

/** Everything that is known of an entry, read when it is opened. */
function more(one, path) {
  const body = h("div", {});
  const details = h("details", {}, h("summary", { text: one.id }), body);
  details.addEventListener("toggle", async () => {
    if (!details.open || body.childElementCount) return;
    show(body, loading());
    try {
      const found = await get(path);
      const payload = found.payload.available ? JSON.stringify(found.payload.decoded ?? { base64: found.payload.base64 }, null, 2) : `Not to be had: ${found.payload.why}`;
      show(
        body,
        h("ol", { class: "evidence" }, found.history.map((step) => h("li", {}, h("time", { datetime: step.at, text: step.at }), ` ${step.what}`, step.actor && ` by ${step.actor}`, step.reason && `: ${step.reason}`, step.error_message && `: ${step.error_message}`))),
        h("pre", { class: "code", tabindex: "0", role: "group", "aria-label": `Record ${one.id}` }, h("code", { text: payload })),
      );
    } catch (error) {
      show(body, failed(error));
    }
  });
  return details;
}

// -- paused partitions ------------------------------------------------------------------------------------------------
function pausedPartitions(place, signal) {
  async function read() {
    try {
      const found = await get("/breakers", {}, signal);
      read.known = found.paused.map((one) => `${one.topic}/${one.partition}`).sort().join();
      show(place, found.paused.length ? h("ul", { class: "alerts" }, found.paused.map((one) => h("li", { class: "alert" }, pausedOne(one, read)))) : empty("None is paused", "A partition is paused when nearly everything on it fails."));
    } catch (error) {
      if (error.name !== "AbortError") show(place, failed(error, read));
    }
  }
  read.known = "";
  read();
  return read;
}

function pausedOne(one, changed) {
  const allow = h("input", { type: "number", min: "0", max: "1000000", value: "0", inputmode: "numeric" });
  const resume = async () => {
    const result = await order({
      title: `Let ${one.topic}/${one.partition} go on?`,
      text: "What fails is sent to the dead letters again. If nearly everything still fails, it is paused anew.",
      action: "Resume",
      more: [labelled("Records that may fail uncounted", allow)],
      act: (given) => post(`/breakers/${encodeURIComponent(one.topic)}/${one.partition}/resume`, { ...given, allow: Number(allow.value) }),
    });
    if (result) {
      notice("It goes on.");
      changed();
    }
  };
  return [
    h("div", { class: "row" }, h("h3", { text: `${one.topic}/${one.partition}` }), h("button", { type: "button", text: "Resume", "aria-label": `Resume ${one.topic}/${one.partition}`, on: { click: resume } })),
    h("p", { text: `${capital(one.cause)}. Paused for ${span(one.seconds)} before offset ${number(one.position)}; looked at again in ${span(Math.max(0, one.next_probe_seconds))}.` }),
  ];
}

// -- this worker ------------------------------------------------------------------------------------------------------
function worker(place, signal) {
  function read() {
    get("/health/ready", {}, signal).then(draw, (error) => {
      if (error.name === "AbortError") return;
      if (error.document?.reasons) draw(error.document);
      else show(place, failed(error, read));
    });
  }
  function draw(found) {
    const owned = found.partitions?.owned?.length ?? 0;
    const rows = [
      ["Partitions", `${owned} of ${found.partitions?.assigned?.length ?? 0} that it was given`],
      found.restoring?.length && ["Restoring", found.restoring.map((one) => `${one.table}/${one.partition} ${one.percent} %`).join(", ")],
      found.mirror && ["Redis", found.mirror.connected ? `${many(found.mirror.lag_records, "record")} behind` : `not connected: ${found.mirror.last_error ?? "waiting"}`],
      found.runner && ["Students' programs", found.runner.available === false ? "cannot be run" : "can be run"],
    ].filter(Boolean);
    show(place, h("p", { class: found.ready ? "good" : "bad", text: found.ready ? "✓ Ready" : `✗ Not ready: ${(found.reasons ?? []).join("; ")}` }), h("dl", { class: "facts" }, rows.map(([name, value]) => [h("dt", { text: name }), h("dd", { text: value })])));
  }
  read();
  return read;
}
