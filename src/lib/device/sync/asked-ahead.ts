/** What was asked for before whoever needs it was there: each answer is taken once, and none that has become old. */

type Kept<Answers> = { [K in keyof Answers]?: Promise<Answers[K]> };

export class AskedAhead<Answers extends object> {
  readonly #now: () => number;
  #asked: Kept<Answers> = {};
  #giveUp: (left: Kept<Answers>) => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** `giveUp` is told of what nobody will take any more. */
  keep(asked: Kept<Answers>, giveUp: (left: Kept<Answers>) => void): void {
    this.forget();
    this.#asked = asked;
    this.#giveUp = giveUp;
    this.#at = this.#now();
    this.#timer = setTimeout(() => {
      this.forget();
    }, FRESH_MS);
  }

  take<K extends keyof Answers>(what: K): Promise<Answers[K]> | undefined {
    // By a clock that may have been set back meanwhile.
    if (Math.abs(this.#now() - this.#at) > FRESH_MS) this.forget();
    const answer = this.#asked[what];
    this.#asked = { ...this.#asked, [what]: undefined };
    return answer;
  }

  forget(): void {
    clearTimeout(this.#timer);
    this.#giveUp(this.#asked);
    this.#asked = {};
  }
}

/** As long as an answer may take: then whoever takes it gets what they would have got by asking. */
const FRESH_MS = 20_000;
