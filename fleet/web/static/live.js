// What is live: one stream for the whole page. Closed while nobody looks, opened again with growing patience.

import { events } from "./api.js";

const FIRST_MS = 1000;
const LONGEST_MS = 30_000;
const QUIET_MS = 10_000; // a message comes every second: without one for so long the stream is dead

/** Fires `pulse` with a message's data, and `state` with `live`, `connecting`, `full`, `away` or `idle`. */
class Live extends EventTarget {
  state = "idle";
  last = null;
  #stop = null;
  #wanted = false;

  start() {
    this.#wanted = true;
    document.addEventListener("visibilitychange", () => this.#look());
    this.#look();
  }

  /** After a sign-in: try at once. */
  again() {
    this.#close();
    this.#look();
  }

  close() {
    this.#wanted = false;
    this.#close();
    this.#say("idle");
  }

  resume() {
    this.#wanted = true;
    this.again();
  }

  #close() {
    this.#stop?.abort();
    this.#stop = null;
  }

  #look() {
    if (!this.#wanted || document.hidden) return this.#close();
    if (this.#stop === null) {
      this.#stop = new AbortController();
      this.#follow(this.#stop.signal);
    }
  }

  async #follow(stopped) {
    let wait = FIRST_MS;
    while (!stopped.aborted) {
      this.#say("connecting");
      const once = new AbortController();
      const end = () => once.abort();
      stopped.addEventListener("abort", end, { once: true });
      let quiet = setTimeout(end, 6 * QUIET_MS); // the first message reads the class
      try {
        for await (const { name, data } of events("/live", once.signal)) {
          clearTimeout(quiet);
          quiet = setTimeout(end, QUIET_MS);
          wait = FIRST_MS;
          if (name === "pulse") {
            this.last = data;
            this.#say("live");
            this.dispatchEvent(new CustomEvent("pulse", { detail: data }));
          }
        }
      } catch (error) {
        if (error.status === 401 || error.status === 403) {
          this.#say("idle");
          return;
        }
        if (!stopped.aborted) this.#say(error.status === 429 ? "full" : "away");
      } finally {
        clearTimeout(quiet);
        stopped.removeEventListener("abort", end);
      }
      if (stopped.aborted) return;
      await new Promise((go) => setTimeout(go, wait * (0.75 + Math.random() / 2))); // not all pages at once
      wait = Math.min(2 * wait, LONGEST_MS);
    }
  }

  #say(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

export const live = new Live();
