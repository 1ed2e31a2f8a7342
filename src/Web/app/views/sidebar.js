import { h, icon, iconButton, patch } from "../ui/dom.js";
import { age, dollars } from "../ui/format.js";
import { theme } from "../ui/theme.js";
import { explain } from "../ui/words.js";

/** The conversations, by age. */
export function renderList(element, list, { openId, busy }) {
  const groups = Object.entries(Object.groupBy(list.items, (item) => age(item.updated_at)));
  patch(
    element,
    list.showsArchived && h("p", { class: "list-note" }, "Archived. ", h("button", { type: "button", class: "text-button", "data-action": "toggle-archived" }, "Back to all")),
    list.problem && h("p", { class: "list-note" }, explain(list.problem).title, " ", h("button", { type: "button", class: "text-button", "data-action": "reload-list" }, "Try again")),
    groups.map(([name, items]) => [
      h("h2", { class: "list-age", id: `age-${name.replace(" ", "-")}` }, name),
      h("ul", { "aria-labelledby": `age-${name.replace(" ", "-")}` }, items.map((item) => row(item, openId, busy))),
    ]),
    list.items.length === 0 && !list.isLoading && !list.problem && h("p", { class: "list-note" }, empty(list)),
    list.cursor !== null && h("button", { type: "button", class: "text-button", "data-action": "more-conversations" }, "Show more"),
  );
}

const empty = (list) => (list.filter.trim() !== "" ? "No conversation has that in its title." : list.showsArchived ? "Nothing is archived." : "Your conversations will be here.");

function row(item, openId, busy) {
  const title = titleOf(item);
  return h(
    "li",
    { id: `item-${item.id}`, class: item.id === openId ? "current" : null },
    h("a", { href: `#${item.id}`, dir: "auto", title, "aria-current": item.id === openId ? "page" : null }, busy.has(item.id) && h("span", { class: "dots", title: "An answer is being written" }), title),
    iconButton("more", `More for “${title}”`, "item-menu", { "data-id": item.id, "aria-haspopup": "menu" }),
  );
}

export const titleOf = (item) => item?.title || "New conversation";

/** What is spent and left, and what concerns all conversations. */
export function renderFoot(element, { budget, spentToday, who, list }) {
  const current = theme();
  patch(
    element,
    spentToday !== null &&
      h(
        "p",
        { class: "spent", id: "spent" },
        `Today ${dollars(spentToday)}`,
        budget && h("span", {}, ` · ${dollars(budget.remaining_usd)} left`),
        budget && bar(budget),
      ),
    h(
      "div",
      { class: "foot-buttons" },
      iconButton("upload", "Import a conversation", "import"),
      iconButton("archive", list.showsArchived ? "Show all conversations" : "Show archived conversations", "toggle-archived", { "aria-pressed": String(list.showsArchived) }),
      iconButton({ system: "screen", light: "sun", dark: "moon" }[current], `Colours: ${current}`, "theme"),
      h("span", { class: "who", title: who ?? "" }, who),
      iconButton("leave", "Sign out", "sign-out"),
    ),
  );
}

function bar(budget) {
  const share = budget.daily_usd > 0 ? Math.min(1, 1 - budget.remaining_usd / budget.daily_usd) : 1;
  return h("progress", { max: 1, value: share.toFixed(4), "aria-label": "Share of today’s budget that is used" });
}

/** The open conversation's title and totals. */
export function renderBar(element, open) {
  const { info } = open;
  patch(
    element,
    h("button", { type: "button", id: "bar-list", class: "icon-button only-narrow", "data-action": "open-sidebar", title: "Conversations", "aria-label": "Conversations" }, icon("sidebar")),
    h("h1", { id: "bar-title", dir: "auto" }, info === null ? "New chat" : titleOf(info)),
    info?.usage?.total_tokens > 0 &&
      h("span", { id: "bar-total", class: "meta", title: "All answers of this conversation" }, `${new Intl.NumberFormat("en").format(info.usage.total_tokens)} tokens · ${dollars(info.usage.cost_usd)}`),
    info !== null && iconButton("more", "More for this conversation", "item-menu", { id: "bar-more", "data-id": info.id, "aria-haspopup": "menu" }),
    h("button", { type: "button", id: "bar-new", class: "icon-button only-narrow", "data-action": "new-chat", title: "New chat", "aria-label": "New chat" }, icon("plus")),
  );
}
