import { h, icon, iconButton, patch } from "../ui/dom.js";
import { count, plural } from "../ui/format.js";
import { attribution } from "../ui/words.js";

/** What is below the message: how full the model's window is, the settings, and the button to send or stop. */
export function renderRow(element, { open, model, hasSettings, draft }) {
  const isUnderWay = open.exchange !== null && open.exchange.isUnderWay && open.exchange.phase !== "waiting";
  patch(
    element,
    gauge(open, model),
    h("span", { class: "spacer" }),
    h("button", { type: "button", id: "settings", class: "text-button", "data-action": "settings", "aria-haspopup": "dialog", disabled: !hasSettings }, icon("sliders"), "Settings"),
    isUnderWay
      ? iconButton("stop", "Stop the answer", "stop", { class: "icon-button send", disabled: open.exchange.phase === "stopping", id: "send" })
      : h("button", { type: "submit", class: "icon-button send", id: "send", title: "Send", "aria-label": "Send", disabled: draft.trim() === "" || open.exchange !== null }, icon("up")),
  );
}

/** What the next message should be written in knowledge of. */
export function renderNotes(element, open) {
  const dropped = open.turns.at(-1)?.context?.turns_dropped ?? 0;
  patch(
    element,
    dropped > 0 && h("p", { class: "note-line" }, `${plural(dropped, "earlier turn")} no longer ${dropped === 1 ? "fits" : "fit"} the model’s window; it answers without ${dropped === 1 ? "it" : "them"}.`),
    open.branchFrom !== null &&
      h(
        "p",
        { class: "note-line" },
        icon("branch"),
        "Your next message starts a branch here; the later messages are kept. ",
        h("button", { type: "button", class: "text-button", "data-action": "cancel-branch" }, "Cancel"),
      ),
  );
}

export function renderFinePrint(element, model) {
  const built = attribution(model?.id);
  patch(element, ["Answers can be wrong. Check what matters.", built && h("span", { class: "attribution" }, ` ${built}.`)]);
}

function gauge(open, model) {
  const used = open.turns.at(-1)?.usage?.total_tokens ?? 0;
  const window = open.turns.at(-1)?.context?.window_tokens ?? model?.context_window;
  if (!window || used === 0) {
    return null;
  }

  const share = Math.min(1, used / window);
  return h(
    "span",
    {
      class: share > 0.9 ? "gauge full" : "gauge",
      role: "meter",
      "aria-label": "Model’s window in use",
      "aria-valuemin": 0,
      "aria-valuemax": window,
      "aria-valuenow": Math.min(used, window),
      "aria-valuetext": `${count(used)} of ${count(window)} tokens`,
      title: `${count(used)} of ${count(window)} tokens of the model’s window are in use`,
    },
    ring(share),
    `${Math.max(1, Math.round(share * 100))}%`,
  );
}

function ring(share) {
  const length = 2 * Math.PI * 7;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "ring");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  for (const [name, dash] of [["ring-track", length], ["ring-value", share * length]]) {
    const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    circle.setAttribute("class", name);
    circle.setAttribute("cx", "9");
    circle.setAttribute("cy", "9");
    circle.setAttribute("r", "7");
    circle.setAttribute("stroke-dasharray", `${dash.toFixed(2)} ${length.toFixed(2)}`);
    svg.append(circle);
  }

  return svg;
}
