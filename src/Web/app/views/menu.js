import { h, icon } from "../ui/dom.js";

const menu = () => document.getElementById("menu");

/** Opens a menu at a button: [{icon, label, run, isDangerous}]. Arrows move in it, Escape closes it. */
export function openMenu(button, items) {
  const element = menu();
  element.replaceChildren(
    h(
      "div",
      { role: "menu", "aria-label": button.getAttribute("aria-label") },
      items.map((item) => h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.isDangerous ? "danger" : null }, icon(item.icon), item.label)),
    ),
  );
  const buttons = [...element.querySelectorAll("button")];
  buttons.forEach((one, index) =>
    one.addEventListener("click", () => {
      element.hidePopover();
      button.focus();
      items[index].run();
    }),
  );
  element.onkeydown = (event) => move(event, buttons, button);
  element.showPopover();
  place(element, button.getBoundingClientRect());
  buttons[0].focus();
}

function move(event, buttons, opener) {
  const at = buttons.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    buttons[(to + buttons.length) % buttons.length].focus();
  } else if (event.key === "Tab") {
    menu().hidePopover();
    opener.focus();
  }
}

function place(element, at) {
  const { width, height } = element.getBoundingClientRect();
  const left = Math.max(8, Math.min(at.right - width, innerWidth - width - 8));
  const top = at.bottom + height + 8 > innerHeight ? at.top - height - 4 : at.bottom + 4;
  element.style.left = `${left}px`;
  element.style.top = `${Math.max(8, top)}px`;
}
