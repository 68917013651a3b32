/** Hears from the server that something changed. Only a hint to ask: nothing of a patient comes this way. */
const FIRST_MS = 1_000;
const MOST_MS = 15_000;

export type OpenEventSource = (address: string) => EventSource;

export class News {
  readonly #open: OpenEventSource;
  readonly #onNews: () => void;
  #source: EventSource | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `onNews` is called at each change, and when the stream is there again after a break: something may have been missed. */
  constructor(onNews: () => void, open: OpenEventSource = (address) => new EventSource(address)) {
    this.#onNews = onNews;
    this.#open = open;
  }

  start(): void {
    this.stop();
    const source = this.#open('/api/news');
    this.#source = source;
    source.addEventListener('open', () => {
      if (this.#failures > 0) this.#onNews();
      this.#failures = 0;
    });
    source.addEventListener('changed', () => {
      this.#onNews();
    });
    source.addEventListener('error', () => {
      // An EventSource gives up for good on some errors and hammers on others: we do the waiting ourselves.
      source.close();
      const wait = Math.min(FIRST_MS * 2 ** this.#failures, MOST_MS) * (0.8 + 0.4 * Math.random());
      this.#failures += 1;
      this.#timer = setTimeout(() => {
        this.start();
      }, wait);
    });
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = undefined;
  }
}
