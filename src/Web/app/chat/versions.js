/** Which turns are versions of which, read from the whole tree as far back as it is asked for. */
export class Versions {
  #children = new Map();
  #readDownTo = Infinity;
  #cursor = null;
  #isWhole = false;
  #read;

  /** @param {function} read Gives a page of all turns, newest first: {turns, cursor}. */
  constructor(read) {
    this.#read = read;
  }

  /** The versions of a turn, oldest first. */
  async of(turn) {
    await this.#downTo(turn.parent);
    return this.#children.get(turn.parent) ?? [turn.turn];
  }

  /** The versions, if they have been read. */
  known(turn) {
    return this.#children.get(turn.parent) ?? null;
  }

  /** The newest leaf under a turn. */
  leafOf(turn) {
    for (let leaf = turn; ; ) {
      const children = this.#children.get(leaf);
      if (children === undefined) {
        return leaf;
      }

      leaf = children.at(-1);
    }
  }

  // Whatever follows a turn has a higher number than it.
  async #downTo(number) {
    while (this.#readDownTo > number + 1 && !this.#isWhole) {
      const { turns, cursor } = await this.#read(this.#cursor);
      for (const { turn, parent } of turns) {
        const siblings = this.#children.get(parent) ?? [];
        this.#children.set(parent, [...new Set([...siblings, turn])].sort((one, other) => one - other));
        this.#readDownTo = Math.min(this.#readDownTo, turn);
      }

      this.#cursor = cursor;
      this.#isWhole = cursor === null;
    }
  }
}
