import morphdom from "../../vendor/morphdom.js";

const svg = "http://www.w3.org/2000/svg";

/** An element with attributes and children; what is null or false is left out, true is an attribute without a value. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }

  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** A symbol of icons.svg. The words beside it, or the button's label, say what it means. */
export function icon(name) {
  const element = document.createElementNS(svg, "svg");
  element.setAttribute("class", "icon");
  element.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(svg, "use");
  use.setAttribute("href", `icons.svg#${name}`);
  element.append(use);
  return element;
}

/** A button with an icon; its label is read aloud and shown as a hint. */
export function iconButton(name, label, action, attributes = {}) {
  return h("button", { type: "button", class: "icon-button", title: label, "aria-label": label, "data-action": action, ...attributes }, icon(name));
}

/**
 * Changes the children of an element into those given, and touches only what differs. Elements with data-owned are somebody
 * else's. What may have the focus has an id, by which it is known again when something comes or goes before it.
 */
export function patch(element, ...children) {
  const next = element.cloneNode(false);
  next.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  morphdom(element, next, {
    childrenOnly: true,
    onBeforeElUpdated: (from, to) => from.dataset.owned === undefined && !from.isEqualNode(to),
  });
}
