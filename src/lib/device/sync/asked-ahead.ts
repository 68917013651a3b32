/** What was asked for before whoever needs it was there: each answer is taken once, and none that has become old. */
export class AskedAhead<Answers extends object> {
  readonly #now: () => number;
  #asked: { [K in keyof Answers]?: Promise<Answers[K]> } = {};
  #at = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  keep(asked: { [K in keyof Answers]?: Promise<Answers[K]> }): void {
    this.#asked = asked;
    this.#at = this.#now();
  }

  take<K extends keyof Answers>(what: K): Promise<Answers[K]> | undefined {
    // By a clock that may have been set back meanwhile.
    if (Math.abs(this.#now() - this.#at) > FRESH_MS) this.forget();
    const answer = this.#asked[what];
    this.#asked = { ...this.#asked, [what]: undefined };
    return answer;
  }

  forget(): void {
    this.#asked = {};
  }
}

/** As long as an answer may take: then whoever takes it gets what they would have got by asking. */
const FRESH_MS = 20_000;
