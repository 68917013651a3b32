/** One run of a job at a time. */
export class SingleFlight<T> {
  readonly #job: () => Promise<T>;
  #running: Promise<T> | undefined;
  #next: Promise<T> | undefined;

  constructor(job: () => Promise<T>) {
    this.#job = job;
  }

  /** Starts the job, or joins the run under way. */
  join(): Promise<T> {
    this.#running ??= this.#job().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** A run that starts after this call: what was written just before is seen by it. */
  fresh(): Promise<T> {
    if (!this.#running) return this.join();
    this.#next ??= this.#running
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        return this.join();
      });
    return this.#next;
  }
}
