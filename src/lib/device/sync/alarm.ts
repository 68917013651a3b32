/** A wait that can be cut short. */
export class Alarm {
  #due = Infinity;
  #resolve: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Resolves after `ms`, or when rung. A ring that came while nobody waited counts. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#resolve = resolve;
      this.#set(Math.min(this.#due, Date.now() + ms));
    });
  }

  /** Ends the wait in `ms` at the latest. */
  ring(ms = 0): void {
    const due = Date.now() + ms;
    if (due < this.#due) this.#set(due);
  }

  #set(due: number): void {
    this.#due = due;
    clearTimeout(this.#timer);
    if (!this.#resolve) return;
    this.#timer = setTimeout(
      () => {
        this.#due = Infinity;
        this.#resolve?.();
        this.#resolve = undefined;
      },
      Math.max(0, due - Date.now()),
    );
  }
}
