import { h, patch } from "../ui/dom.js";

const card = (...content) => h("div", { class: "gate-card" }, h("img", { src: "favicon.svg", alt: "", width: 48, height: 48 }), ...content);

/** On a laptop: a name. */
export function renderNameGate(element) {
  patch(
    element,
    card(
      h("h1", {}, "Welcome"),
      h("p", {}, "This chat runs on your own computer. Your name keeps your conversations apart from others’."),
      h(
        "form",
        { "data-submit": "name" },
        h("label", { class: "field" }, h("span", {}, "Your name"), h("input", { name: "name", required: true, maxlength: 32, autocomplete: "username" })),
        h("button", { type: "submit", class: "button primary wide" }, "Start chatting"),
      ),
    ),
  );
  element.querySelector("input").focus();
}

/** In a deployment: the sign-in page. */
export function renderSignInGate(element, mistake) {
  patch(
    element,
    card(
      h("h1", {}, "Welcome"),
      mistake ? h("p", { role: "alert", class: "failure-title" }, mistake) : h("p", {}, "Sign in with your account to go on to your conversations."),
      h("button", { type: "button", class: "button primary wide", "data-action": "sign-in" }, "Sign in"),
    ),
  );
  element.querySelector("button").focus();
}

/** Nothing works without this. */
export function renderBroken(element, title, next) {
  patch(element, card(h("h1", {}, title), h("p", {}, next), h("button", { type: "button", class: "button primary wide", "data-action": "reload-page" }, "Try again")));
}
