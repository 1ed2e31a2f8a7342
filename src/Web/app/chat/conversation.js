import { ofTab } from "../ui/storage.js";
import { Exchange } from "./exchange.js";
import { merged, turnOf, turnsOf } from "./turns.js";
import { Versions } from "./versions.js";

/** A conversation that is open on the page: the path through its turns that is shown, and the exchange that is under way. */
export class OpenConversation {
  info = null;
  turns = [];

  /** Whether there are turns before the first one that is known. */
  hasOlder = false;

  exchange = null;
  isLoading = false;
  problem = null;

  /** The turn that the next message follows, where that is not the last one shown. */
  branchFrom = null;

  /** The turn whose text is being edited. */
  editing = null;

  #api;
  #events;
  #versions;
  #isReadingOlder = false;
  #saved = null;

  /**
   * @param {object} api The API.
   * @param {string|null} id The conversation; null for one that is made with its first message.
   * @param {object} settings What a new one is made with: {system_prompt, parameters, model, retrieval}.
   * @param {object} events {changed, grown, created, answered, updated, failed, givenBack}
   */
  constructor(api, id, settings, events) {
    this.id = id;
    this.settings = settings;
    this.#api = api;
    this.#events = events;
    this.#forgetVersions();
  }

  /** The first message of a conversation that could not be made before the page was left. */
  static takeUnsent() {
    const pending = ofTab.read("pending:new");
    ofTab.write("pending:new", null);
    return pending?.content;
  }

  get leaf() {
    return this.turns.at(-1)?.turn ?? 0;
  }

  /** The turns that are shown: while an answer is under way, those that it follows. */
  get shown() {
    return this.exchange === null ? this.turns : this.turns.filter((turn) => turn.turn <= this.exchange.after);
  }

  /** Reads it, and goes on with whatever was under way when it was last seen. */
  async load() {
    this.isLoading = true;
    this.#events.changed();
    try {
      [this.info] = await Promise.all([this.#api.conversation(this.id), this.#readPath()]);
      this.problem = null;
    } catch (problem) {
      this.problem = problem;
    }

    this.isLoading = false;
    this.#forgetVersions();
    const resumed = this.problem === null && this.exchange === null ? this.#resume() : null;
    this.#events.changed();
    await resumed;
  }

  /** Looks whether something was added elsewhere. */
  async refresh() {
    if (this.id !== null && this.exchange === null && !this.isLoading) {
      await this.load();
    }
  }

  async loadOlder() {
    if (!this.hasOlder || this.#isReadingOlder) {
      return;
    }

    this.#isReadingOlder = true;
    try {
      const [first] = this.turns;
      const page = await this.#api.messages(this.id, { leaf: first.isPartial ? first.turn : first.parent });
      if (this.turns[0] === first) {
        this.turns = merged(turnsOf(page.items), this.turns);
        this.hasOlder = page.next_cursor !== null;
        this.#events.changed("older");
      }
    } finally {
      this.#isReadingOlder = false;
    }
  }

  /** Forgets all but the newest turns; they are read again when somebody wants to see them. */
  forgetOlder(kept) {
    if (this.turns.length > kept && this.editing === null && this.branchFrom === null) {
      this.turns = this.turns.slice(-kept);
      this.hasOlder = true;
      this.#events.changed();
    }
  }

  /** Takes over a change that is being saved; whatever is asked from now on waits for it. */
  async save(change) {
    this.#saved = change.catch(() => {});
    this.info = await change;
  }

  send(content) {
    const after = this.branchFrom ?? this.leaf;
    const body = { content, ...this.#retrieval(), ...(this.branchFrom === null ? {} : { parent: this.branchFrom }) };
    this.branchFrom = null;
    return this.#ask({ after, content, body, isBranch: body.parent !== undefined });
  }

  edit(turn, content) {
    this.editing = null;
    return this.#ask({ after: turn.parent, content, body: { content, parent: turn.parent, ...this.#retrieval() }, isBranch: true });
  }

  regenerate(turn) {
    const body = { regenerate: true, ...this.#unlessLast(turn), ...this.#retrieval() };
    return this.#ask({ after: turn.parent, content: turn.user, body, isBranch: true });
  }

  continue(turn) {
    const body = { continue: true, ...this.#unlessLast(turn) };
    return this.#ask({ after: turn.parent, content: turn.user, initial: turn.assistant, body, isBranch: true });
  }

  /** Once more what has failed, under the same key. */
  retry() {
    if (this.exchange.body !== null) {
      return this.#ask(this.exchange);
    }

    this.#end();
    return this.load();
  }

  /** Gives up what has failed or is still waiting; the user's text. */
  discard() {
    const { content, body } = this.exchange;
    this.exchange.abandon();
    this.#end();
    this.#events.changed();
    return body?.content === undefined ? "" : content;
  }

  /** Stops the answer; what there is of it stays. */
  async stop() {
    const exchange = this.exchange;
    if (this.id === null) {
      this.#events.givenBack(this.discard());
      return;
    }

    exchange.stopping();
    while (this.exchange === exchange && exchange.isUnderWay) {
      const { cancelling } = await this.#api.cancel(this.id);
      if (cancelling) {
        return;
      }

      // The turn may be about to begin, or has just ended.
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  async rate(turn, rating) {
    const before = turn.feedback;
    const isTakenBack = before?.rating === rating;
    turn.feedback = isTakenBack ? null : { rating };
    this.#events.changed();
    try {
      await (isTakenBack ? this.#api.unrate(this.id, turn.turn) : this.#api.rate(this.id, turn.turn, rating));
    } catch (problem) {
      turn.feedback = before;
      this.#events.changed();
      throw problem;
    }
  }

  /** Which of how many versions a turn is; null until that has been read. */
  version(turn) {
    const versions = this.#versions.known(turn);
    if (versions === null || !versions.includes(turn.turn)) {
      this.#versions.of(turn).then((read) => read.includes(turn.turn) && this.#events.changed(), () => {});
      return null;
    }

    return { number: versions.indexOf(turn.turn) + 1, of: versions.length };
  }

  /** Shows the version before or after, with what was last said under it. */
  async showVersion(turn, step) {
    const versions = await this.#versions.of(turn);
    const other = versions[versions.indexOf(turn.turn) + step];
    if (other !== undefined) {
      await this.#activate(this.#versions.leafOf(other));
    }
  }

  branch(turn) {
    this.branchFrom = turn === null || turn.turn === this.leaf ? null : turn.turn;
    this.editing = null;
    this.#events.changed();
  }

  edits(turn) {
    this.editing = turn?.turn ?? null;
    this.branchFrom = null;
    this.#events.changed();
  }

  async #activate(leaf) {
    this.info = await this.#api.change(this.id, { active_turn: leaf });
    await this.#readPath();
    this.#events.changed();
  }

  async #readPath() {
    const page = await this.#api.messages(this.id);
    const newest = turnsOf(page.items);

    // Older ones that have been read stay if this path goes through them.
    const first = newest[0];
    const older = first === undefined ? [] : pathTo(first.parent, this.turns);
    const known = this.turns.filter((turn) => newest.some(({ turn: number }) => number === turn.turn));
    this.turns = merged([...older, ...known], newest);
    if (older.length === 0) {
      this.hasOlder = page.next_cursor !== null;
    }
  }

  async #resume() {
    const pending = ofTab.read(this.#pendingName());
    const last = this.turns.at(-1);
    if (last?.status === "generating") {
      this.#forgetPending();
      await this.#run({ after: last.parent, content: last.user, text: last.assistant, turn: last.turn, isBranch: true, open: (exchange, signal) => this.#api.follow(this.id, exchange.turn, signal) });
    } else if (pending?.hasFailed) {
      this.#forgetPending();
      this.#events.givenBack(pending.body?.content ?? "");
    } else if (pending !== null) {
      await this.#ask(pending);
    }
  }

  #ask(what) {
    const { after, content, initial, body, isBranch } = what;
    const key = what.key ?? crypto.randomUUID();
    ofTab.write(this.#pendingName(), { after, content, initial, body, isBranch, key });

    return this.#run({ after, content, initial, body, isBranch, key, open: (exchange, signal) => this.#open(exchange, signal) });
  }

  async #run(what) {
    const exchange = new Exchange(what, (change) => (change === "text" ? this.#events.grown() : this.#events.changed()));
    this.exchange = exchange;
    this.problem = null;
    this.#events.changed("asked");
    const answer = await exchange.run();
    if (this.exchange !== exchange) {
      return;
    }

    if (answer !== null) {
      await this.#answered(exchange, answer, what.isBranch);
    } else if (exchange.phase === "failed" && (await this.#isKept(exchange))) {
      this.#end();
      this.#forgetVersions();
      this.#events.failed(exchange.problem);
      this.#events.changed();
    } else if (exchange.phase === "failed") {
      const pending = ofTab.read(this.#pendingName());
      ofTab.write(this.#pendingName(), pending && { ...pending, hasFailed: true });
      this.#events.failed(exchange.problem);
    }
  }

  // Whether a failed answer is shown as a turn from now on. One that was only followed always is; one that was asked for here needs some text, and
  // the turn of another request is never taken for it.
  async #isKept({ body, turn, problem }) {
    const number = body === null ? turn : problem.code === "turn_in_progress" ? undefined : problem.turn;
    if (number === undefined) {
      return false;
    }

    await this.#readPath().catch(() => {});
    const kept = this.turns.find((known) => known.turn === number);
    return kept !== undefined && kept.status !== "generating" && (body === null || kept.assistant !== "");
  }

  async *#open(exchange, signal) {
    await this.#saved;
    if (this.id === null) {
      await this.#create(`${exchange.key}-conversation`);
    } else if (exchange.problem?.code === "turn_in_progress") {
      await this.#readPath();
      exchange.after = exchange.body.parent ?? (exchange.body.content === undefined ? exchange.after : this.leaf);
      this.#events.changed();
    }

    yield* this.#api.ask(this.id, exchange.body, exchange.key, signal);
  }

  async #create(key) {
    const { system_prompt, parameters, model } = this.settings;
    const pending = ofTab.read(this.#pendingName());
    this.#forgetPending();
    this.info = await this.#api.create({ ...(system_prompt ? { system_prompt } : {}), ...(parameters ? { parameters } : {}), ...(model ? { model } : {}) }, key);
    this.id = this.info.id;
    this.#forgetVersions();
    ofTab.write(this.#pendingName(), pending);
    this.#events.created(this.info);
  }

  async #answered(exchange, answer, isBranch) {
    const turn = turnOf(answer, exchange.content);
    this.turns = [...this.turns.filter((other) => other.turn <= exchange.after), turn];
    this.#end();
    this.#forgetVersions();
    this.#events.answered(turn, exchange.body !== null);
    try {
      // A second device may have said something in between, or had its answer read before that was whole; other versions are counted by the server.
      const isBehind = turn.parent !== exchange.after || this.turns.some((other) => other.status === "generating");
      const path = isBranch || isBehind ? this.#readPath() : null;
      [this.info] = await Promise.all([this.#api.conversation(this.id), path]);
      this.#events.updated(this.info);
    } catch {
      // The answer is there; totals and counts come with the next.
    }

    this.#events.changed();
  }

  #end() {
    this.exchange = null;
    this.#forgetPending();
  }

  #retrieval() {
    return this.settings.retrieval ? { retrieval: { enabled: true } } : {};
  }

  #unlessLast(turn) {
    return turn.turn === this.leaf ? {} : { turn: turn.turn };
  }

  #forgetVersions() {
    this.#versions = new Versions(async (cursor) => {
      const page = await this.#api.messages(this.id, { view: "all", limit: 100, cursor });
      return { turns: turnsOf(page.items), cursor: page.next_cursor };
    });
  }

  #pendingName() {
    return `pending:${this.id ?? "new"}`;
  }

  #forgetPending() {
    ofTab.write(this.#pendingName(), null);
  }
}

/** Those of the turns that lie on the path to a leaf, without a gap before it. */
function pathTo(leaf, turns) {
  const known = new Map(turns.map((turn) => [turn.turn, turn]));
  const path = [];
  for (let turn = known.get(leaf); turn !== undefined; turn = known.get(turn.parent)) {
    path.unshift(turn);
  }

  return path;
}
