import { canContinue } from "../chat/turns.js";
import { h, icon, iconButton } from "../ui/dom.js";
import { count, dollars, plural } from "../ui/format.js";
import { ending, explain, waitingFor } from "../ui/words.js";

/** A turn: what the user wrote, and the answer. The answer's text is filled in by its AnswerView. */
export function turnView(open, turn, { source, isLast }) {
  const isAside = open.branchFrom !== null && turn.turn > open.branchFrom;

  return h(
    "article",
    { class: isAside ? "turn aside" : "turn", id: `turn-${turn.turn}`, "data-turn": turn.turn, "aria-label": `Message ${turn.turn} and its answer` },
    open.editing === turn.turn ? editor(turn) : question(turn),
    h(
      "div",
      { class: "assistant" },
      h("h2", { class: "visually-hidden" }, "Answer"),
      h("div", { class: "answer", id: `answer-${turn.turn}`, "data-owned": true }),
      endingView(turn),
      sources(turn, source),
      answerActions(open, turn, isLast),
    ),
  );
}

/** The exchange that is under way, in the place of the turn that it will be. */
export function exchangeView(exchange) {
  return h(
    "article",
    { class: "turn", id: "turn-live", "aria-label": "The newest message and its answer" },
    h(
      "div",
      { class: "user" },
      h("h2", { class: "visually-hidden" }, "You"),
      h("div", { class: "bubble", dir: "auto" }, exchange.content),
      // Keeps the place of the buttons, so that nothing moves when they come.
      h("div", { class: "actions" }),
    ),
    h(
      "div",
      { class: "assistant", "aria-busy": exchange.isUnderWay ? "true" : null },
      h("h2", { class: "visually-hidden" }, "Answer"),
      h("div", { class: "answer", id: "answer-live", "data-owned": true }),
      state(exchange),
    ),
  );
}

function question(turn) {
  return h(
    "div",
    { class: "user" },
    h("h2", { class: "visually-hidden" }, "You"),
    h("div", { class: "bubble", dir: "auto" }, turn.user),
    h("div", { class: "actions" }, iconButton("copy", "Copy the message", "copy-question", { id: `quote-${turn.turn}` }), iconButton("pencil", "Edit the message", "edit", { id: `change-${turn.turn}` })),
  );
}

function editor(turn) {
  return h(
    "form",
    { class: "user editor", "data-submit": "save-edit" },
    h("label", { class: "visually-hidden", for: `edit-${turn.turn}` }, "Edit the message"),
    h("textarea", { id: `edit-${turn.turn}`, "data-owned": true, dir: "auto", rows: 3 }, turn.user),
    h(
      "div",
      { class: "buttons" },
      h("span", { class: "hint" }, "The old version is kept."),
      h("button", { type: "button", class: "button quiet", "data-action": "cancel-edit" }, "Cancel"),
      h("button", { type: "submit", class: "button primary" }, "Send"),
    ),
  );
}

function answerActions(open, turn, isLast) {
  const isFailed = turn.status === "failed";
  const rated = turn.feedback?.rating;
  const id = (name) => `${name}-${turn.turn}`;
  const rating = (value, name) => iconButton(`thumb-${value}`, name, "rate", { id: id(value), "data-rating": value, "aria-pressed": String(rated === value) });

  return h(
    "div",
    { class: isLast ? "actions last" : "actions" },
    canContinue(turn) && h("button", { type: "button", id: id("continue"), class: "text-button", "data-action": "continue" }, icon("play"), "Continue"),
    turn.versions > 1 && versions(open, turn),
    turn.assistant !== "" && iconButton("copy", "Copy the answer", "copy-answer", { id: id("copy") }),
    iconButton("again", isFailed ? "Try again" : "Answer again", "regenerate", { id: id("again") }),
    !isLast && iconButton("branch", "Branch from here", "branch", { id: id("branch") }),
    !isFailed && rating("up", "Good answer"),
    !isFailed && rating("down", "Bad answer"),
    turn.usage?.total_tokens > 0 &&
      h(
        "span",
        { class: "meta", title: `${plural(turn.usage.prompt_tokens, "token")} in, ${plural(turn.usage.completion_tokens, "token")} out` },
        `${plural(turn.usage.total_tokens, "token")} · ${dollars(turn.usage.cost_usd)}`,
      ),
  );
}

function versions(open, turn) {
  const at = open.version(turn);
  const label = at === null ? `${turn.versions} versions` : `${at.number} / ${at.of}`;

  return h(
    "span",
    { class: "versions", role: "group", "aria-label": at === null ? label : `Version ${at.number} of ${at.of}` },
    iconButton("left", "Version before", "version", { "data-step": "-1", disabled: at === null || at.number === 1 }),
    h("span", {}, label),
    iconButton("right", "Next version", "version", { "data-step": "1", disabled: at === null || at.number === at.of }),
  );
}

function endingView(turn) {
  const words = ending(turn);
  return words && h("p", { class: `ending ${words.tone}` }, words.tone === "warning" && icon("warning"), words.text);
}

function sources(turn, opened) {
  if (turn.retrieval === "no_results" || turn.retrieval === "unavailable") {
    return h("p", { class: "ending note" }, turn.retrieval === "unavailable" ? "The documents could not be searched; this answer is given without them." : "Nothing about this was found in the documents.");
  }

  if (!turn.citations?.length) {
    return null;
  }

  const shown = opened?.turn === turn.turn ? turn.citations.find((citation) => citation.n === opened.n) : undefined;
  return h(
    "div",
    { class: "sources" },
    h("span", { class: "sources-label" }, "Sources"),
    turn.citations.map((citation) =>
      h(
        "button",
        { type: "button", class: "source", "data-action": "open-source", "data-n": citation.n, "aria-expanded": String(citation === shown), "aria-controls": `excerpt-${turn.turn}` },
        h("span", { class: "source-number" }, count(citation.n)),
        nameOf(citation),
      ),
    ),
    h(
      "div",
      { id: `excerpt-${turn.turn}`, class: "excerpt", hidden: shown === undefined },
      shown && [h("blockquote", { dir: "auto" }, shown.excerpt), place(shown)],
    ),
  );
}

const nameOf = (citation) => citation.source?.split(/[\\/]/).findLast((part) => part !== "") ?? `Source ${citation.n}`;

const place = ({ source }) =>
  source && (/^https?:/i.test(source) ? h("a", { href: source, target: "_blank", rel: "noopener noreferrer nofollow" }, source) : h("span", { class: "hint" }, source));

function state(exchange) {
  switch (exchange.phase) {
    case "waiting":
      return h(
        "div",
        { class: "waiting" },
        h("p", {}, `${waitingFor(exchange.problem)}. Trying again `, h("span", { class: "countdown", "data-owned": true }, ""), "."),
        h(
          "div",
          { class: "buttons" },
          h("button", { type: "button", class: "text-button", "data-action": "retry-now" }, "Try now"),
          h("button", { type: "button", class: "text-button", "data-action": "discard" }, exchange.body?.content === undefined ? "Give up" : "Back to editing"),
        ),
      );
    case "failed": {
      const { title, next } = explain(exchange.problem);
      return h(
        "div",
        { class: "failure", role: "alert" },
        icon("warning"),
        h("div", {}, h("p", { class: "failure-title" }, title), h("p", {}, next)),
        h(
          "div",
          { class: "buttons" },
          exchange.problem.code !== "model_retired" && h("button", { type: "button", class: "button", "data-action": "retry" }, "Try again"),
          h("button", { type: "button", class: "button quiet", "data-action": "discard" }, exchange.body?.content === undefined ? "Give up" : "Back to editing"),
        ),
      );
    }
    case "writing":
      return h("div", { class: "writing" }, h("span", { class: "dots" }), h("span", { class: "visually-hidden" }, "The answer is being written"));
    case "stopping":
      return h("div", { class: "writing" }, h("span", { class: "dots" }), "Stopping");
    default:
      return h("div", { class: "writing" }, h("span", { class: "dots" }), exchange.text === "" ? "Thinking" : "Going on");
  }
}
