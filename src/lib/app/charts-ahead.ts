/**
 * The chart that was just tapped on, asked for while the page that shows it is still to be made. Used once, by that page,
 * and only if nothing has changed since.
 */
import type { ChartOutcome } from '../device/api';

/** As long as this a tap may wait for its chart: then the page stands without it, and says that it is being opened. */
const PATIENCE_MS = 100;

interface Asked {
  patientId: string;
  answer: Promise<ChartOutcome>;
  /** When it has come. */
  outcome?: ChartOutcome;
}

export class ChartsAhead {
  readonly #patienceMs: number;
  #asked: Asked | undefined;

  constructor(patienceMs = PATIENCE_MS) {
    this.#patienceMs = patienceMs;
  }

  ask(patientId: string, read: (patientId: string) => Promise<ChartOutcome>): void {
    const asked: Asked = { patientId, answer: read(patientId) };
    this.#asked = asked;
    asked.answer.then(
      (outcome) => (asked.outcome = outcome),
      // Whoever takes it hears of it.
      () => undefined,
    );
  }

  /** Resolves when the chart is there, or has failed to come, or is late. */
  async settled(patientId: string): Promise<void> {
    if (this.#asked?.patientId !== patientId) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise((resolve) => (timer = setTimeout(resolve, this.#patienceMs)));
    await Promise.race([late, this.#asked.answer]).catch(() => undefined);
    clearTimeout(timer);
  }

  /** The chart of this patient, or when it comes; undefined when it was not asked for, or has changed since. */
  take(patientId: string): ChartOutcome | Promise<ChartOutcome> | undefined {
    const asked = this.#asked;
    this.#asked = undefined;
    return asked?.patientId === patientId ? (asked.outcome ?? asked.answer) : undefined;
  }

  /** What these patients' charts show may be another by now; undefined: anybody's. */
  changed(patientIds: readonly string[] | undefined): void {
    if (this.#asked && (patientIds?.includes(this.#asked.patientId) ?? true)) this.forget();
  }

  /** Nothing of a patient stays in the page. */
  forget(): void {
    this.#asked = undefined;
  }
}

/** Of this page: the router asks for it before there is a component to ask. */
export const chartsAhead = new ChartsAhead();
