import morphdom from "../../vendor/morphdom.js";
import { linkCitations } from "./citations.js";
import { highlight } from "./highlight.js";
import { mend } from "./mend.js";
import { Outline, blocksOf, nodesOf } from "./render.js";

/**
 * An answer's text as it grows. Blocks that are whole are rendered once and never touched again; only the last one, which may
 * still change, is rendered with each piece of text. So a piece costs the same at the end of a long answer as at its beginning.
 */
export class AnswerView {
  #element;
  #live;
  #outline = new Outline();
  #settled = "";
  #shown = null;

  constructor(element) {
    this.#element = element;
    this.#clear();
  }

  get element() {
    return this.#element;
  }

  /** Shows the text so far. */
  grow(text) {
    if (!text.startsWith(this.#settled)) {
      this.#clear();
    }

    const blocks = blocksOf(text.slice(this.#settled.length));
    const last = blocks.findLastIndex((block) => block.type !== "space");
    for (const block of blocks.slice(0, Math.max(0, last))) {
      this.#settle(block);
    }

    const live = document.createElement("div");
    live.append(nodesOf(blocksOf(mend(text.slice(this.#settled.length))), this.#outline.copy()));
    morphdom(this.#live, live, { childrenOnly: true });
    this.#shown = null;
  }

  /** Shows the whole text, with its citations; once more the same costs nothing. */
  finish(text, citations) {
    if (this.#shown?.text === text && this.#shown.citations?.length === citations?.length) {
      return;
    }

    const whole = document.createElement("div");
    whole.append(nodesOf(blocksOf(text), new Outline()));
    linkCitations(whole, citations);
    if (this.#live.isConnected) {
      this.#live.replaceWith(...this.#live.childNodes);
    }

    morphdom(this.#element, whole, { childrenOnly: true, onBeforeElUpdated: (from, to) => !isSameCode(from, to) });
    this.#shown = { text, citations };
    this.#settled = "\0";
    highlight(this.#element);
  }

  #settle(block) {
    this.#settled += block.raw;
    if (block.type !== "space") {
      this.#live.before(nodesOf([block], this.#outline));
      highlight(this.#element);
    }
  }

  #clear() {
    this.#live = document.createElement("div");
    this.#live.className = "live";
    this.#element.replaceChildren(this.#live);
    this.#outline = new Outline();
    this.#settled = "";
  }
}

// Coloured code stays so.
const isSameCode = (from, to) => from.tagName === "CODE" && from.classList.contains("coloured") && from.textContent === to.textContent;
