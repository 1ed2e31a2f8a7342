import { kept } from "./storage.js";

const choices = ["system", "light", "dark"];

export const theme = () => (choices.includes(kept.read("theme")) ? kept.read("theme") : "system");

/** Light, dark, or as the system has it. */
export function applyTheme(choice = theme()) {
  kept.write("theme", choice);
  if (choice === "system") {
    delete document.documentElement.dataset.theme;
  } else {
    document.documentElement.dataset.theme = choice;
  }
}

export const nextTheme = () => choices[(choices.indexOf(theme()) + 1) % choices.length];
