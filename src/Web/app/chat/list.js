/** The caller's conversations, newest activity first. */
export class ConversationList {
  items = [];
  cursor = null;
  filter = "";
  showsArchived = false;
  isLoading = false;
  problem = null;

  #api;
  #changed;
  #reading = 0;

  constructor(api, changed) {
    this.#api = api;
    this.#changed = changed;
  }

  /** From the newest. */
  async load() {
    await this.#read(null);
  }

  async loadMore() {
    if (this.cursor !== null && !this.isLoading) {
      await this.#read(this.cursor);
    }
  }

  async find(filter) {
    this.filter = filter;
    await this.load();
  }

  async toggleArchived() {
    this.showsArchived = !this.showsArchived;
    await this.load();
  }

  /** After something was said or changed in it. */
  put(conversation) {
    const others = this.items.filter((item) => item.id !== conversation.id);
    const isShown = (conversation.archived ?? false) === this.showsArchived;
    this.items = (isShown ? [conversation, ...others] : others).sort((one, other) => (one.updated_at < other.updated_at ? 1 : -1));
    this.#changed();
  }

  async change(id, changes) {
    const conversation = await this.#api.change(id, changes);
    this.put(conversation);
    return conversation;
  }

  async remove(id) {
    await this.#api.remove(id);
    this.items = this.items.filter((item) => item.id !== id);
    this.#changed();
  }

  // Of several readings only the last one counts: a filter is typed faster than it is answered.
  async #read(cursor) {
    const reading = ++this.#reading;
    this.isLoading = true;
    this.#changed();
    try {
      const page = await this.#api.conversations({ cursor, q: this.filter.trim(), archived: this.showsArchived });
      if (reading === this.#reading) {
        const known = new Set(page.items.map((item) => item.id));
        this.items = cursor === null ? page.items : [...this.items.filter((item) => !known.has(item.id)), ...page.items];
        this.cursor = page.next_cursor;
        this.problem = null;
      }
    } catch (problem) {
      this.problem = problem;
    }

    if (reading === this.#reading) {
      this.isLoading = false;
      this.#changed();
    }
  }
}
