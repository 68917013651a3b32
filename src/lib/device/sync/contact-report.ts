/** Tells the server how this device is: what is not filed, and what was lost. Said when it has changed, and hourly. */
import type { ContactReport, Loss } from '../../record/contact';
import type { ServerClient } from './server-client';

type Facts = Pick<ContactReport, 'journalBase' | 'appVersion' | 'unfiled' | 'oldestUnfiled'>;

export interface ReporterParts {
  server: Pick<ServerClient, 'contact'>;
  /** How the device is now, without its losses. */
  facts: () => Facts;
  /** Losses that the server has not heard of. */
  untold: () => Promise<Loss[]>;
  /** The server has them now. */
  markTold: (losses: readonly Loss[]) => Promise<void>;
  onAnswer: (answer: { serverVersion: string }) => void;
  now: () => number;
}

const EVERY_MS = 3_600_000;

export class Reporter {
  readonly #parts: ReporterParts;
  #told = '';
  #toldAt = -Infinity;

  constructor(parts: ReporterParts) {
    this.#parts = parts;
  }

  /** One report, if there is anything to say. What fails is said with the next round. */
  async run(): Promise<void> {
    const { server, facts, untold, markTold, onAnswer, now } = this.#parts;
    const losses = await untold();
    const report = { ...facts(), losses };
    const text = JSON.stringify(report);
    // By a clock that may have been set back meanwhile.
    if (text === this.#told && Math.abs(now() - this.#toldAt) < EVERY_MS) return;
    const outcome = await server.contact(report);
    if (outcome.kind !== 'told') return;
    this.#told = JSON.stringify({ ...report, losses: [] });
    this.#toldAt = now();
    await markTold(losses);
    onAnswer(outcome.answer);
  }
}
