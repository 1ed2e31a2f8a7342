import { Marked } from "../../vendor/marked.js";
import DOMPurify from "../../vendor/dompurify.js";

// A page of its own would be opened by a click only, and learns nothing of this one.
const safeLink = /^(?:https?:|mailto:)/i;

const allowed = {
  ALLOWED_TAGS: [
    "a", "blockquote", "br", "button", "code", "del", "div", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "span", "strong",
    "table", "tbody", "td", "th", "thead", "tr", "ul",
  ],
  ALLOWED_ATTR: ["aria-label", "class", "data-action", "data-lang", "dir", "href", "rel", "role", "start", "tabindex", "target", "type"],
  ALLOWED_URI_REGEXP: safeLink,
  ADD_URI_SAFE_ATTR: ["aria-label", "data-action", "data-lang", "dir", "rel", "start", "tabindex", "target", "type"],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text) => text.replace(/[&<>"']/g, (char) => escapes[char]);

/** Where the headings of an answer have got to: they are nested without gaps under the page's own. */
export class Outline {
  #open = [];

  level(depth) {
    while (this.#open.length > 0 && this.#open.at(-1) >= depth) {
      this.#open.pop();
    }

    this.#open.push(depth);
    return Math.min(6, 2 + this.#open.length);
  }

  copy() {
    const copy = new Outline();
    copy.#open = [...this.#open];
    return copy;
  }
}

let outline = new Outline();

const marked = new Marked({
  gfm: true,
  breaks: true,
  renderer: {
    heading(token) {
      const level = outline.level(token.depth);
      return `<h${level} dir="auto">${this.parser.parseInline(token.tokens)}</h${level}>\n`;
    },

    paragraph(token) {
      return `<p dir="auto">${this.parser.parseInline(token.tokens)}</p>\n`;
    },

    listitem(item) {
      const box = item.task ? `<span class="task">${item.checked ? "☑" : "☐"}</span> ` : "";
      return `<li dir="auto">${box}${this.parser.parse(item.tokens.filter((token) => token.type !== "checkbox"))}</li>\n`;
    },

    // Of HTML in an answer only a line break means what it says; the rest is shown as it was written.
    html: ({ text, block }) => (/^<br\s*\/?>$/i.test(text.trim()) ? "<br>" : block ? `<p dir="auto">${escape(text.trim())}</p>\n` : escape(text)),

    link(token) {
      const text = this.parser.parseInline(token.tokens);
      return safeLink.test(token.href) ? anchor(token.href, text) : text;
    },

    // Nothing is fetched from elsewhere, and no address learns that it was written about: a link says where the picture is.
    image: ({ href, text }) => (safeLink.test(href) ? anchor(href, `🖼 ${escape(text || href)}`) : `🖼 ${escape(text)}`),

    code({ text, lang }) {
      const language = /^[\w+#.-]{1,20}/.exec(lang ?? "")?.[0] ?? "";
      const label = language ? `Code in ${escape(language)}` : "Code";
      return (
        `<div class="code"><div class="code-head"><span>${escape(language) || "text"}</span>` +
        `<button type="button" class="text-button" data-action="copy-code">Copy</button></div>` +
        `<pre tabindex="0" role="region" aria-label="${label}" dir="ltr"><code data-lang="${escape(language.toLowerCase())}">${escape(text)}</code></pre></div>\n`
      );
    },

    table(token) {
      const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}${aligned(cell)} dir="auto">${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`;
      return (
        `<div class="table" tabindex="0" role="region" aria-label="Table"><table><thead>${row(token.header, "th")}</thead>` +
        `<tbody>${token.rows.map((cells) => row(cells, "td")).join("")}</tbody></table></div>\n`
      );
    },
  },
});

const aligned = ({ align }) => (align ? ` class="align-${align}"` : "");

const anchor = (href, text) => `<a href="${escape(href)}" target="_blank" rel="noopener noreferrer nofollow">${text}</a>`;

/** The top-level blocks of a text, each with the piece of source that it is. */
export const blocksOf = (source) => marked.lexer(source);

/** Blocks as nodes that cannot act. The outline moves on past their headings. */
export function nodesOf(blocks, at) {
  outline = at;
  return sanitized(marked.parser(blocks));
}

/** HTML that holds nothing but text and its layout. */
export const sanitized = (html) => DOMPurify.sanitize(html, allowed);
