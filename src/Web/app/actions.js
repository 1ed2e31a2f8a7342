import { assistantOf, starters } from "./chat/starters.js";
import { conversationIn } from "./chat/transfer.js";
import { download, fileName } from "./ui/download.js";
import { kept } from "./ui/storage.js";
import { applyTheme, nextTheme } from "./ui/theme.js";
import { explain } from "./ui/words.js";
import { askDelete, askSettings, askTitle, tell } from "./views/dialogs.js";
import { openMenu } from "./views/menu.js";
import { titleOf } from "./views/sidebar.js";

const turnAt = (app, element) => app.open.turns.find((turn) => turn.turn === Number(element.closest("[data-turn]").dataset.turn));

/** Tells what went wrong with something that was asked for by a click. */
async function guarded(work) {
  try {
    await work();
  } catch (problem) {
    if (problem.code === undefined) {
      throw problem;
    }

    const { title, next } = explain(problem);
    tell(title, next);
  }
}

async function copy(button, text) {
  await navigator.clipboard.writeText(text);
  button.classList.add("done");
  button.setAttribute("aria-label", "Copied");
  setTimeout(() => {
    button.classList.remove("done");
    button.setAttribute("aria-label", button.title || "Copy");
  }, 1500);
}

/** What the elements with a data-action do. */
export const actions = {
  composer: (app) => app.submit(),
  stop: (app) => guarded(() => app.open.stop()),
  jump: (app) => app.jump(),
  retry: (app) => app.open.retry(),
  "retry-now": (app) => app.open.exchange.hurry(),
  reload: (app) => app.open.load(),
  older: (app) => guarded(() => app.open.loadOlder()),

  discard(app) {
    const text = app.open.discard();
    if (text !== "") {
      app.write(text);
    }

    app.message.focus();
  },

  escape(app, target) {
    if (app.open.editing !== null) {
      app.open.edits(null);
    } else if (document.body.classList.contains("with-sidebar")) {
      app.closeSidebar();
    } else if (app.open.exchange?.phase === "writing") {
      actions.stop(app);
    } else {
      target.blur();
    }
  },

  "copy-question": (app, button) => copy(button, turnAt(app, button).user),
  "copy-answer": (app, button) => copy(button, turnAt(app, button).assistant),
  "copy-code": (app, button) => copy(button, button.closest(".code").querySelector("code").textContent),
  regenerate: (app, button) => app.open.regenerate(turnAt(app, button)),
  continue: (app, button) => app.open.continue(turnAt(app, button)),
  rate: (app, button) => guarded(() => app.open.rate(turnAt(app, button), button.dataset.rating)),
  version: (app, button) => guarded(() => app.open.showVersion(turnAt(app, button), Number(button.dataset.step))),

  branch(app, button) {
    app.open.branch(turnAt(app, button));
    app.message.focus();
  },

  "cancel-branch"(app) {
    app.open.branch(null);
    app.message.focus();
  },

  edit(app, button) {
    const { turn } = turnAt(app, button);
    app.open.edits({ turn });
    requestAnimationFrame(() => requestAnimationFrame(() => document.getElementById(`edit-${turn}`)?.focus()));
  },

  "cancel-edit": (app) => app.open.edits(null),

  "save-edit"(app, form) {
    const content = form.querySelector("textarea").value.trim();
    if (content !== "" && app.open.exchange === null) {
      app.open.edit(turnAt(app, form), content);
      app.message.focus();
    }
  },

  "open-source"(app, button) {
    const { turn } = turnAt(app, button);
    const n = Number(button.dataset.n);
    app.source = app.source?.turn === turn && app.source.n === n ? null : { turn, n };
    app.render();
  },

  async starter(app, button) {
    const starter = starters.find((one) => one.id === button.dataset.id);
    if (app.starter === starter) {
      app.starter = null;
      app.open.settings = { ...app.open.settings, system_prompt: null, parameters: null, retrieval: false };
    } else {
      const { system_prompt, parameters } = await assistantOf(starter);
      app.starter = starter;
      app.open.settings = { ...app.open.settings, system_prompt, parameters, retrieval: starter.retrieval === true && app.config.retrieval === true };
    }

    app.render();
    app.message.focus();
  },

  example(app) {
    app.write(app.starter.example);
    app.message.focus();
  },

  async settings(app) {
    const { open } = app;
    const { system_prompt, parameters, model } = open.info ?? open.settings;
    const chosen = await askSettings({ system_prompt, parameters, model, retrieval: open.settings.retrieval }, { models: app.models, retrieval: app.config.retrieval === true });
    if (chosen === null) {
      return;
    }

    open.settings = { ...open.settings, ...chosen };
    if (open.id !== null) {
      const { retrieval, model: chosenModel, ...changes } = chosen;
      kept.write(`retrieval:${open.id}`, retrieval || null);
      await guarded(() => open.save(app.list.change(open.id, { ...changes, ...(chosenModel ? { model: chosenModel } : {}) })));
    }

    app.render();
  },

  "new-chat": (app) => app.newChat(),
  "open-sidebar": (app) => app.openSidebar(),
  "close-sidebar": (app) => app.closeSidebar(),
  "close-dialog": () => document.getElementById("dialog").close(),
  "more-conversations": (app) => app.list.loadMore(),
  "reload-list": (app) => app.list.load(),
  "toggle-archived": (app) => app.list.toggleArchived(),

  "item-menu"(app, button, event) {
    event.preventDefault();
    const item = app.list.items.find((one) => one.id === button.dataset.id) ?? app.open.info;
    openMenu(button, [
      { icon: "pencil", label: "Rename", run: () => rename(app, item) },
      { icon: "download", label: "Export as JSON", run: () => save(app, item, "json") },
      { icon: "download", label: "Export as Markdown", run: () => save(app, item, "markdown") },
      { icon: "archive", label: item.archived ? "Move back from the archive" : "Archive", run: () => archive(app, item) },
      { icon: "trash", label: "Delete", isDangerous: true, run: () => remove(app, item) },
    ]);
  },

  theme(app) {
    applyTheme(nextTheme());
    app.render();
  },

  "sign-out": (app) => app.session.signOut(),

  import: () => document.getElementById("import-file").click(),

  async "import-file"(app, input) {
    const [file] = input.files;
    input.value = "";
    let conversation;
    try {
      conversation = conversationIn(await file.text());
    } catch {
      tell("This file holds no conversation.", "Choose a JSON file that was exported from a chat: it has a list of messages, each with a role and a content.");
      return;
    }

    await guarded(async () => {
      const info = await app.api.create(conversation, crypto.randomUUID());
      app.list.put(info);
      app.show(info.id);
    });
  },
};

async function rename(app, item) {
  const title = await askTitle(titleOf(item));
  if (title !== null) {
    await guarded(async () => changed(app, await app.list.change(item.id, { title })));
  }
}

async function archive(app, item) {
  await guarded(async () => changed(app, await app.list.change(item.id, { archived: !item.archived })));
}

function changed(app, info) {
  if (app.open.id === info.id) {
    app.open.info = info;
  }

  app.tellTabs();
  app.render();
}

async function remove(app, item) {
  if ((await askDelete(titleOf(item))) === null) {
    return;
  }

  await guarded(async () => {
    await app.list.remove(item.id);
    app.tellTabs();
    if (app.open.id === item.id) {
      app.newChat();
    }
  });
}

async function save(app, item, format) {
  await guarded(async () => download(fileName(item.title, format === "json" ? "json" : "md"), await app.api.exported(item.id, format)));
}
