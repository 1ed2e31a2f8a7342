const near = 32;

/** Keeps the newest text in view for as long as the reader is at the bottom, and offers the way back when not. */
export class ScrollFollower {
  #area;
  #button;
  #follows = true;

  constructor(area, button) {
    this.#area = area;
    this.#button = button;
    area.addEventListener("scroll", () => this.#look(), { passive: true });

    // A scroll upwards is meant, also while text pushes downwards in the same moment.
    area.addEventListener("wheel", (event) => event.deltaY < 0 && this.#isScrollable() && this.#leave(), { passive: true });
    new ResizeObserver(() => this.settle()).observe(area);
  }

  /** Whether the newest text is in view, and is to stay there. */
  get follows() {
    return this.#follows;
  }

  /** To the bottom, and on with it. */
  follow() {
    this.#follows = true;
    this.settle();
  }

  /** After the content has grown. */
  settle() {
    if (this.#follows) {
      this.#area.scrollTop = this.#area.scrollHeight;
    }

    this.#show();
  }

  /** Keeps what is in view where it is while something is put above it. */
  keepPlace(change) {
    const bottom = this.#area.scrollHeight - this.#area.scrollTop;
    change();
    this.#area.scrollTop = this.#area.scrollHeight - bottom;
    this.#show();
  }

  #look() {
    this.#follows = this.#distance() <= near;
    this.#show();
  }

  #leave() {
    this.#follows = false;
    this.#show();
  }

  #isScrollable() {
    return this.#area.scrollHeight > this.#area.clientHeight;
  }

  #distance() {
    return this.#area.scrollHeight - this.#area.clientHeight - this.#area.scrollTop;
  }

  #show() {
    this.#button.hidden = this.#follows || this.#distance() <= near;
  }
}
