import { starters } from "../chat/starters.js";
import { AnswerView } from "../markdown/answer.js";
import { h, icon, patch } from "../ui/dom.js";
import { explain } from "../ui/words.js";
import { exchangeView, turnView } from "./turn.js";

/** The messages of the open conversation. */
export class ThreadView {
  #element;
  #answers = new WeakMap();

  constructor(element) {
    this.#element = element;
  }

  render({ open, source, starter }) {
    const { exchange } = open;
    const shown = open.shown;
    const isEmpty = shown.length === 0 && exchange === null;
    patch(
      this.#element,
      open.hasOlder && h("div", { class: "older", id: "older" }, h("button", { type: "button", class: "text-button", "data-action": "older" }, "Show earlier messages")),
      open.problem && problemView(open.problem),
      open.isLoading && isEmpty && h("div", { class: "writing" }, h("span", { class: "dots" }), "Opening"),
      isEmpty && !open.isLoading && !open.problem && welcome(starter),
      shown.map((turn) => turnView(open, turn, { source, isLast: exchange === null && turn === shown.at(-1) })),
      exchange && exchangeView(exchange),
    );
    this.#element.classList.toggle("empty", isEmpty);

    for (const turn of shown) {
      this.#answer(`answer-${turn.turn}`).finish(turn.assistant, turn.citations);
    }

    this.grow(open);
  }

  /** Shows the text that has come since. */
  grow({ exchange }) {
    if (exchange !== null) {
      this.#answer("answer-live").grow(exchange.text);
    }
  }

  /** What was under way has become a turn: the elements stay where they are. */
  settle(turn) {
    // Another version of it may be there from before.
    document.getElementById(`turn-${turn.turn}`)?.remove();
    for (const part of ["turn", "answer"]) {
      document.getElementById(`${part}-live`)?.setAttribute("id", `${part}-${turn.turn}`);
    }
  }

  #answer(id) {
    const element = document.getElementById(id);
    let answer = this.#answers.get(element);
    if (answer === undefined) {
      answer = new AnswerView(element);
      this.#answers.set(element, answer);
    }

    return answer;
  }
}

function welcome(chosen) {
  return h(
    "section",
    { class: "welcome" },
    h("h2", {}, "What can I help with?"),
    h(
      "div",
      { class: "starters", role: "group", "aria-label": "Ways to begin" },
      starters.map((starter) =>
        h(
          "button",
          { type: "button", class: "starter", "data-action": "starter", "data-id": starter.id, "aria-pressed": String(chosen?.id === starter.id) },
          icon(starter.icon),
          h("span", { class: "starter-title" }, starter.title),
          h("span", { class: "starter-says" }, starter.says),
        ),
      ),
    ),
    chosen && h("p", { class: "example" }, "For example: ", h("button", { type: "button", class: "text-button", "data-action": "example" }, chosen.example)),
  );
}

function problemView(problem) {
  const { title, next } = explain(problem);
  return h(
    "div",
    { class: "failure", role: "alert" },
    icon("warning"),
    h("div", {}, h("p", { class: "failure-title" }, title), h("p", {}, next)),
    h(
      "div",
      { class: "buttons" },
      problem.code !== "not_found" && h("button", { type: "button", class: "button", "data-action": "reload" }, "Try again"),
      h("button", { type: "button", class: "button quiet", "data-action": "new-chat" }, "New chat"),
    ),
  );
}
