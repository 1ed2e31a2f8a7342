import { Problem } from "../api/problem.js";
import { pauseAfter } from "./retry.js";

/**
 * One question and its answer while the answer is under way. Attempts that fail for a while are made again under the same key, so
 * that nothing is asked, or paid for, twice.
 */
export class Exchange {
  phase = "sending";
  text = "";
  problem = null;

  /** When the next attempt is made, in milliseconds since 1970. */
  retryAt = null;

  #attempt = null;
  #wake = null;
  #changed;

  /**
   * @param {object} what
   * @param {number} what.after The turn that it follows on the page.
   * @param {string} what.content The user's text.
   * @param {string} what.initial What the answer begins with.
   * @param {string} what.text What is known of the answer.
   * @param {object} what.body The request; null to follow an answer that is under way.
   * @param {string} what.key The idempotency key.
   * @param {number|null} what.turn The turn, if it is known.
   * @param {function} what.open Gives the events of an attempt.
   * @param {function} changed Called after every change; with "text" if only text was added.
   */
  constructor({ after, content, initial = "", text = initial, body = null, key = null, turn = null, open }, changed) {
    Object.assign(this, { after, content, initial, body, key, turn, open });
    this.text = text;
    this.#changed = changed;
  }

  /** Whether the answer is still expected. */
  get isUnderWay() {
    return this.phase !== "failed";
  }

  /** The answer; null when it was given up. */
  async run() {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#once();
      } catch (error) {
        if (error.name === "AbortError") {
          return null;
        }

        if (!(error instanceof Problem)) {
          throw error;
        }

        this.problem = error;
        this.turn = error.turn ?? this.turn;
        const pause = pauseAfter(error, attempt);
        if (pause === null || this.phase === "stopping") {
          this.#become("failed");
          return null;
        }

        if (!(await this.#wait(pause))) {
          return null;
        }
      }
    }
  }

  /** Shows that the answer is being stopped. */
  stopping() {
    this.#become("stopping");
  }

  /** Ends it here and now; what the server does is its own affair. */
  abandon() {
    this.#attempt?.abort();
    this.#wake?.(false);
  }

  /** Does not wait any longer. */
  hurry() {
    this.#wake?.(true);
  }

  async #once() {
    this.#attempt = new AbortController();
    let isFresh = true;
    for await (const { event, value } of this.open(this, this.#attempt.signal)) {
      if (event === "done") {
        return value;
      }

      if (event === "delta") {
        // An attempt tells the whole answer, from its beginning.
        this.text = (isFresh ? this.initial : this.text) + value.text;
        if (isFresh && this.phase !== "stopping") {
          this.#become("writing");
        }

        isFresh = false;
        this.#changed("text");
      }
    }

    throw Problem.lost();
  }

  #wait(seconds) {
    this.retryAt = Date.now() + seconds * 1000;
    this.#become("waiting");
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#wake(true), seconds * 1000);
      const online = () => this.#wake(true);
      addEventListener("online", online);
      this.#wake = (goesOn) => {
        clearTimeout(timer);
        removeEventListener("online", online);
        this.#wake = null;
        this.retryAt = null;
        if (goesOn) {
          this.#become("sending");
        }

        resolve(goesOn);
      };
    });
  }

  #become(phase) {
    this.phase = phase;
    this.#changed();
  }
}
