/**
 * What the next page will show, asked for while that page is still to be made. Used once, by that page, and only if nothing
 * has changed since.
 */
import type { ChartOutcome, TodayView } from '../device/api';

/** As long as this a tap may wait for it: then the page stands without it, and says that it is being read. */
const PATIENCE_MS = 100;

interface Asked<T> {
  /** Of which patient, or which list. */
  of: string;
  answer: Promise<T>;
  /** When it has come. */
  value?: T;
}

export class Ahead<T> {
  readonly #patienceMs: number;
  #asked: Asked<T> | undefined;

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  ask(of: string, read: (of: string) => Promise<T>): void {
    const asked: Asked<T> = { of, answer: read(of) };
    this.#asked = asked;
    asked.answer.then(
      (value) => (asked.value = value),
      // Whoever takes it hears of it.
      () => undefined,
    );
  }

  /** Resolves when it is there, or has failed to come, or is late. */
  async settled(of: string): Promise<void> {
    if (this.#asked?.of !== of) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, this.#patienceMs)));
    await Promise.race([late, this.#asked.answer]).catch(() => undefined);
    clearTimeout(timer);
  }

  /** It, or when it comes; undefined when it was not asked for, or may be another by now. */
  take(of: string): T | Promise<T> | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked?.of === of ? (asked.value ?? asked.answer) : undefined;
  }

  /** What is shown of these may be another by now; undefined: all of it. */
  changed(those: readonly string[] | undefined): void {
    if (this.#asked && (those?.includes(this.#asked.of) ?? true)) this.forget();
  }

  /** Nothing of a patient stays in the page. */
  forget(): void {
    this.#asked = undefined;
  }
}

/** Of this page, by patient: the router asks before there is a component to ask. */
export const chartsAhead = new Ahead<ChartOutcome>();
/** The list that an open vault begins with. */
export const todayAhead = new Ahead<TodayView>();
export const TODAY = 'today';
