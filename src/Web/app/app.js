import { actions } from "./actions.js";
import { OpenConversation } from "./chat/conversation.js";
import { ConversationList } from "./chat/list.js";
import { announce } from "./ui/announce.js";
import { ScrollFollower } from "./ui/scroll.js";
import { kept } from "./ui/storage.js";
import { explain, waitingFor } from "./ui/words.js";
import { renderFinePrint, renderNotes, renderRow } from "./views/composer.js";
import { mirror } from "./views/dialogs.js";
import { renderBar, renderFoot, renderList, titleOf } from "./views/sidebar.js";
import { ThreadView } from "./views/thread.js";

// What has been scrolled back to is given up once somebody is at the newest message again.
const mostTurns = 60;

const byId = (id) => document.getElementById(id);

/** The page: what is open, what is shown of it, and what happens at a click. */
export class App {
  /** Null until they are read. */
  models = null;

  budget = null;
  spentToday = null;

  /** The source whose excerpt is open: {turn, n}. */
  source = null;

  /** What an empty conversation was begun with. */
  starter = null;

  #frame = null;
  #growth = null;
  #thread = new ThreadView(byId("thread"));
  #scroll = new ScrollFollower(byId("area"), byId("jump"));
  #tabs = new BroadcastChannel("chat");

  // Conversations that somebody has turned away from while an answer is under way.
  #busy = new Map();

  constructor(config, session, api) {
    Object.assign(this, { config, session, api });
    this.list = new ConversationList(api, () => this.render());
    this.open = this.#new();
  }

  get model() {
    const id = this.open.info?.model ?? this.open.settings.model;
    return this.models?.find((model) => model.id === id) ?? this.models?.[0];
  }

  /** Whether all that the settings show is known. */
  get hasSettings() {
    return this.models !== null && (this.open.id === null || this.open.info !== null);
  }

  get message() {
    return byId("message");
  }

  async start() {
    document.body.dataset.screen = "chat";
    this.#listen();
    this.#narrow();
    this.#restoreDraft();
    this.render();
    this.message.focus();
    await Promise.all([this.list.load(), this.#readModels(), this.readUsage(), this.#route()]);
  }

  /** Draws on the next frame; a hidden page has none. */
  render() {
    this.#frame ??= document.hidden ? setTimeout(() => this.#draw(), 100) : requestAnimationFrame(() => this.#draw());
  }

  show(id) {
    location.hash = id ?? "";
  }

  newChat() {
    this.starter = null;
    if (this.open.id === null && location.hash === "") {
      this.#turnTo(this.#new());
    } else {
      this.show(null);
    }

    this.closeSidebar();
    this.message.focus();
  }

  async submit() {
    const content = this.message.value;
    if (content.trim() === "" || this.open.exchange !== null) {
      return;
    }

    this.write("");
    await this.open.send(content.trim());
  }

  /** Puts a text into the message. */
  write(text) {
    this.message.value = text;
    this.keepDraft();
  }

  keepDraft() {
    kept.write(this.#draftName(), this.message.value);
    fit(this.message);
    this.render();
  }

  jump() {
    this.#scroll.follow();
    this.open.forgetOlder(mostTurns);
  }

  /** Has other tabs look at what changed in the open conversation. */
  tellTabs() {
    this.#tell(this.open);
  }

  openSidebar() {
    document.body.classList.add("with-sidebar");
    this.#narrow();
    byId("sidebar").querySelector("button").focus();
  }

  closeSidebar() {
    document.body.classList.remove("with-sidebar");
    this.#narrow();
  }

  async readUsage() {
    try {
      const { budget, total } = await this.api.usage(new Date().toISOString().slice(0, 10));
      Object.assign(this, { budget, spentToday: total.cost_usd });
      this.render();
    } catch {
      // What is spent is told with the next answer.
    }
  }

  #tell({ id }) {
    this.#tabs.postMessage({ id });
  }

  #new() {
    return this.#conversation(null, { parameters: null, system_prompt: null, model: null, retrieval: false });
  }

  // Of several conversations with an answer under way only the one that is shown is drawn.
  #conversation(id, settings) {
    const conversation = new OpenConversation(this.api, id, settings, {
      changed: (what) => this.open === conversation && this.#changed(what),
      grown: () => this.open === conversation && this.#grow(),
      created: (info) => this.#created(conversation, info),
      answered: (turn, isOurs) => this.#answered(conversation, turn, isOurs),
      updated: (info) => this.list.put(info),
      givenBack: (text) => this.open === conversation && this.message.value === "" && text !== "" && this.write(text),
      failed: (problem) => announce(`${explain(problem).title} ${explain(problem).next}`),
    });

    return conversation;
  }

  #changed(what) {
    if (what === "asked") {
      this.#scroll.follow();
      announce("Your message is being answered.");
    }

    const { exchange } = this.open;
    if (exchange?.phase === "writing" && exchange.body !== null) {
      this.tellTabs();
    }

    if (exchange?.phase === "waiting") {
      announce(`${waitingFor(exchange.problem)}. It is tried again by itself.`);
    }

    if (what === "older") {
      this.#scroll.keepPlace(() => this.#draw());
    } else {
      this.render();
    }
  }

  #grow() {
    // Several pieces of text between two frames are drawn at once.
    this.#growth ??= document.hidden ? null : requestAnimationFrame(() => {
      this.#growth = null;
      this.#thread.grow(this.open);
      this.#scroll.settle();
    });
  }

  #created(conversation, info) {
    this.list.put(info);
    if (this.open === conversation) {
      kept.write(draftName(this.session.who(), null), null);
      history.replaceState(null, "", `#${info.id}`);
    }
  }

  #answered(conversation, turn, isOurs) {
    this.#busy.delete(conversation.id);
    if (this.open === conversation) {
      this.#thread.settle(turn);
      announce(`Answer: ${turn.assistant}`);
      if (this.#scroll.follows) {
        conversation.forgetOlder(mostTurns);
      }
    }

    // Whoever only followed the answer has nothing to tell.
    if (isOurs) {
      this.#tell(conversation);
    }

    this.readUsage();
  }

  #draw() {
    this.#frame = null;
    const { open } = this;
    this.#thread.render({ open, source: this.source, starter: this.starter });
    renderList(byId("list"), this.list, { openId: open.id, busy: new Set([...this.#busy.keys(), ...(open.exchange?.isUnderWay ? [open.id] : [])]) });
    renderFoot(byId("sidebar-foot"), { budget: this.budget, spentToday: this.spentToday, who: this.session.who(), list: this.list });
    renderBar(byId("bar"), open);
    renderNotes(byId("notes"), open);
    renderRow(byId("composer-row"), { open, model: this.model, hasSettings: this.hasSettings, draft: this.message.value });
    renderFinePrint(byId("fine-print"), this.model);
    document.title = open.info ? `${titleOf(open.info)} · Llama chat` : "Llama chat";
    this.#count();
    this.#scroll.settle();
  }

  #count() {
    const element = byId("thread").querySelector(".countdown");
    if (element !== null) {
      const seconds = Math.max(0, Math.ceil((this.open.exchange.retryAt - Date.now()) / 1000));
      element.textContent = seconds === 0 ? "now" : `in ${seconds} s`;
      setTimeout(() => this.open.exchange?.phase === "waiting" && this.#count(), 500);
    }
  }

  async #readModels() {
    this.models = (await this.api.models().catch(() => ({ data: [] }))).data;
    this.render();
  }

  /** Opens what the address names. */
  async #route() {
    const id = location.hash.slice(1) || null;
    if (id === this.open.id) {
      return;
    }

    const conversation =
      this.#busy.get(id) ?? (id === null ? this.#new() : this.#conversation(id, { retrieval: kept.read(`retrieval:${id}`) ?? false }));
    this.#turnTo(conversation);
    if (id !== null && conversation.info === null) {
      await conversation.load();
    }
  }

  #turnTo(conversation) {
    if (this.open.exchange?.isUnderWay && this.open.id !== null) {
      this.#busy.set(this.open.id, this.open);
    }

    this.open = conversation;
    this.#busy.delete(conversation.id);
    this.source = null;
    this.#restoreDraft();
    this.closeSidebar();
    this.#scroll.follow();
    this.render();
  }

  #restoreDraft() {
    this.message.value = kept.read(this.#draftName()) ?? "";
    if (this.open.id === null && this.message.value === "") {
      this.message.value = OpenConversation.takeUnsent() ?? "";
    }

    fit(this.message);
  }

  #draftName() {
    return draftName(this.session.who(), this.open.id);
  }

  // A list that is out of view is out of reach of the keyboard too.
  #narrow() {
    const isNarrow = matchMedia("(max-width: 50rem)").matches;
    const isOpen = document.body.classList.contains("with-sidebar");
    byId("sidebar").inert = isNarrow && !isOpen;
    byId("main").inert = isNarrow && isOpen;
  }

  #listen() {
    const perform = (name, event, element) => name !== undefined && actions[name]?.(this, element, event);
    document.addEventListener("click", (event) => {
      const element = event.target.closest("[data-action]");
      perform(element?.dataset.action, event, element);
    });
    document.addEventListener("submit", (event) => {
      if (event.target.method !== "dialog") {
        event.preventDefault();
        perform(event.target.dataset.submit ?? event.target.id, event, event.target);
      }
    });
    document.addEventListener("keydown", (event) => this.#key(event));
    byId("dialog").addEventListener("input", mirror);
    this.message.addEventListener("input", () => this.keepDraft());
    byId("filter").addEventListener("input", debounced(() => this.list.find(byId("filter").value)));
    byId("import-file").addEventListener("change", (event) => actions["import-file"](this, event.target));
    byId("list").addEventListener("scroll", () => nearEnd(byId("list")) && this.list.loadMore(), { passive: true });
    byId("area").addEventListener("scroll", () => byId("area").scrollTop < 200 && this.open.loadOlder().catch(() => {}), { passive: true });
    matchMedia("(max-width: 50rem)").addEventListener("change", () => this.#narrow());
    addEventListener("hashchange", () => this.#route());
    document.addEventListener("visibilitychange", () => document.hidden || this.open.refresh());
    this.#tabs.addEventListener("message", ({ data }) => this.#heard(data));
  }

  async #heard({ id }) {
    await Promise.all([this.list.load(), this.open.id === id ? this.open.refresh() : null, this.readUsage()]);
  }

  #key(event) {
    // While an input method composes, Enter and Escape are its own.
    if (event.isComposing || event.keyCode === 229) {
      return;
    }

    const inField = event.target.matches("textarea, input, select");
    if (event.key === "Enter" && !event.shiftKey && event.target.matches("#message, .editor textarea")) {
      event.preventDefault();
      event.target.form.requestSubmit();
    } else if (event.key === "Escape" && !event.defaultPrevented && !byId("dialog").open && !byId("menu").matches(":popover-open")) {
      actions.escape(this, event.target);
    } else if (event.key === "/" && !inField && !event.ctrlKey && !event.metaKey && !event.altKey && !byId("dialog").open) {
      event.preventDefault();
      this.message.focus();
    }
  }
}

const draftName = (who, id) => `draft:${who}:${id ?? "new"}`;

const nearEnd = (element) => element.scrollHeight - element.clientHeight - element.scrollTop < 300;

// Where style sheets cannot do it.
function fit(area) {
  if (!CSS.supports("field-sizing", "content")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight}px`;
  }
}

function debounced(run) {
  let timer;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, 200);
  };
}
