import { h } from "../ui/dom.js";

/** Makes each [n] that stands for a passage a button that opens it. */
export function linkCitations(root, citations) {
  if (!citations?.length) {
    return;
  }

  const known = new Set(citations.map((citation) => citation.n));
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT, (node) =>
    /\[\d+\]/.test(node.data) && !node.parentElement?.closest("a, button, pre, code") ? NodeFilter.FILTER_ACCEPT : NodeFilter.FILTER_SKIP,
  );
  const nodes = [];
  while (walker.nextNode()) {
    nodes.push(walker.currentNode);
  }

  for (const node of nodes) {
    node.replaceWith(...node.data.split(/(\[\d+\])/).map((part) => (known.has(Number(part.slice(1, -1))) && part.startsWith("[") ? button(part) : part)));
  }
}

const button = (part) =>
  h("button", { type: "button", class: "cite", "data-action": "open-source", "data-n": part.slice(1, -1), "aria-label": `Source ${part.slice(1, -1)}` }, part.slice(1, -1));
