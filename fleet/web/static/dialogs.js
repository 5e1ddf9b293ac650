// Asking before something is done: who, why, and what would happen.

import { signedIn } from "./api.js";
import { failed, h, labelled, loading, show } from "./dom.js";

const WHO = "fleet.actor";

function remembered() {
  try {
    return sessionStorage.getItem(WHO) ?? "";
  } catch {
    return "";
  }
}

/**
 * Ask for a reason and do it. Returns what `act({actor, reason})` answered, null if it was called off.
 * `preview`: promises words about what would happen; `more`: further fields.
 */
export function order({ title, text, action, danger = false, preview = null, more = [], act }) {
  return new Promise((resolve) => {
    const named = signedIn(); // then the token says who it is
    const actor = h("input", { type: "text", required: !named, maxlength: "200", autocomplete: "name", value: remembered() });
    const reason = h("input", { type: "text", required: true, maxlength: "300", autocomplete: "off" });
    const told = h("div", {}, preview ? loading("Looking what would happen…") : null);
    const wrong = h("div", {});
    const done = h("button", { class: danger ? "danger" : "primary", text: action });
    const cancel = h("button", { type: "button", text: "Cancel", on: { click: () => dialog.close() } });
    let result = null;
    const form = h("form", { on: { submit } }, h("h2", { text: title }), h("p", { text }), told, more, !named && labelled("Who you are", actor), labelled("Reason", reason, "Stands in the history of the entry."), wrong, h("div", { class: "row end" }, cancel, done));
    const dialog = h("dialog", { on: { close: () => (dialog.remove(), resolve(result)) } }, form);
    form.querySelector("h2").id = "dialog-title";
    dialog.setAttribute("aria-labelledby", "dialog-title");
    async function submit(event) {
      event.preventDefault();
      try {
        sessionStorage.setItem(WHO, actor.value);
      } catch {
        // then it is typed again next time
      }
      done.disabled = true;
      try {
        const given = { reason: reason.value.trim() };
        result = await act(named ? given : { ...given, actor: actor.value.trim() });
        dialog.close();
      } catch (error) {
        show(wrong, failed(error));
        done.disabled = false;
      }
    }
    document.body.append(dialog);
    dialog.showModal();
    (named || actor.value ? reason : actor).focus();
    preview?.().then((words) => show(told, words), (error) => show(told, failed(error)));
  });
}
