import { h, patch } from "../ui/dom.js";

const dialog = () => document.getElementById("dialog");

/** Asks something; the form's values when it is agreed to, null when not. */
function ask(title, content, { agree, isDangerous = false, focus = null }) {
  const element = dialog();
  patch(
    element,
    h(
      "form",
      { method: "dialog", class: "dialog-form" },
      h("h2", { id: "dialog-title" }, title),
      content,
      h(
        "div",
        { class: "buttons" },
        h("button", { type: "button", class: "button quiet", "data-action": "close-dialog" }, "Cancel"),
        h("button", { type: "submit", value: "agree", class: isDangerous ? "button danger" : "button primary" }, agree),
      ),
    ),
  );
  element.setAttribute("aria-labelledby", "dialog-title");
  element.returnValue = "";
  element.showModal();
  if (focus !== null) {
    const field = element.querySelector(focus);
    field.focus();
    field.select?.();
  }

  return new Promise((resolve) => {
    element.addEventListener(
      "close",
      () => {
        const values = element.returnValue === "agree" ? new FormData(element.querySelector("form")) : null;
        element.replaceChildren();
        resolve(values);
      },
      { once: true },
    );
  });
}

export async function askTitle(title) {
  const values = await ask(
    "Rename",
    h("label", { class: "field" }, h("span", {}, "Title"), h("input", { name: "title", value: title, maxlength: 200, required: true, dir: "auto", autocomplete: "off" })),
    { agree: "Rename", focus: "input" },
  );
  return values?.get("title").trim() || null;
}

export const askDelete = (title) =>
  ask("Delete this conversation?", h("p", { dir: "auto" }, `“${title}” and all its messages are deleted. This cannot be undone.`), { agree: "Delete", isDangerous: true });

/** Tells something that went wrong. */
export function tell(title, text) {
  const element = dialog();
  patch(
    element,
    h(
      "form",
      { method: "dialog", class: "dialog-form" },
      h("h2", { id: "dialog-title" }, title),
      h("p", {}, text),
      h("div", { class: "buttons" }, h("button", { type: "submit", class: "button primary" }, "OK")),
    ),
  );
  element.setAttribute("aria-labelledby", "dialog-title");
  element.showModal();
}

/** The settings of a conversation: {system_prompt, parameters, model, retrieval}. */
export async function askSettings(settings, { models, retrieval }) {
  const model = models.find((one) => one.id === settings.model) ?? models[0];
  const { temperature, top_p, max_gen_len } = { ...defaults, ...settings.parameters };
  const values = await ask(
    "Settings of this conversation",
    [
      h(
        "div",
        { class: "field" },
        h("label", { for: "setting-system_prompt" }, "System prompt"),
        h("textarea", { id: "setting-system_prompt", name: "system_prompt", rows: 5, dir: "auto", placeholder: "How the model should behave, and what it should know" }, settings.system_prompt ?? ""),
      ),
      models.length > 1 &&
        h(
          "div",
          { class: "field" },
          h("label", { for: "setting-model" }, "Model"),
          h("select", { id: "setting-model", name: "model" }, models.map((one) => h("option", { value: one.id, selected: one === model }, one.id))),
        ),
      slider("temperature", "Temperature", "Low is predictable, high is inventive.", temperature, 0, 1, 0.01),
      slider("top_p", "Top P", "The share of likely words that is chosen from.", top_p, 0, 1, 0.01),
      slider("max_gen_len", "Maximum length", "Tokens of an answer; a token is about ¾ of a word.", max_gen_len, 1, model?.max_gen_len ?? 2048, 1),
      retrieval &&
        h("label", { class: "check" }, h("input", { type: "checkbox", name: "retrieval", checked: settings.retrieval === true }), h("span", {}, "Answer from the documents, with sources")),
    ],
    { agree: "Save", focus: null },
  );

  return (
    values && {
      system_prompt: values.get("system_prompt").trim() || null,
      parameters: { temperature: Number(values.get("temperature")), top_p: Number(values.get("top_p")), max_gen_len: Number(values.get("max_gen_len")) },
      model: values.get("model"),
      retrieval: values.has("retrieval"),
    }
  );
}

const defaults = { temperature: 0.5, top_p: 0.9, max_gen_len: 512 };

// The range goes before the value, which a field fits into the range that it has by then.
function slider(name, label, says, value, min, max, step) {
  return h(
    "div",
    { class: "field" },
    h(
      "div",
      { class: "field-head" },
      h("label", { for: `setting-${name}` }, label),
      h("input", { type: "number", class: "number", min, max, step, value, "data-mirror": `setting-${name}`, "aria-label": `${label}, as a number` }),
    ),
    h("input", { type: "range", id: `setting-${name}`, name, min, max, step, value, "aria-describedby": `says-${name}` }),
    h("p", { class: "hint", id: `says-${name}` }, `${says} ${min} to ${max}.`),
  );
}

/** A number and its slider are one value. */
export function mirror(event) {
  const input = event.target;
  if (input.dataset.mirror !== undefined) {
    document.getElementById(input.dataset.mirror).value = input.value;
  } else if (input.type === "range") {
    dialog().querySelector(`[data-mirror="${input.id}"]`).value = input.value;
  }
}
