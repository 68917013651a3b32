import { isValidNhsNumber, normaliseNhsNumber } from '../clinical/nhs-number';
import { CLAIM_WORDS, ClaimedSchema, type Claimed } from '../record/claim';
import type { AppState } from './app-state.svelte';
import { askServer, type ServerAnswer } from './ask-server';

/** "I am seeing this patient": who, by the whole NHS number, and why. Kept nowhere but in memory. */
export class ClaimForm {
  nhsNumber = $state('');
  why = $state('');
  /** Sent with something missing. */
  asks = $state(false);
  busy = $state(false);
  answer = $state.raw<ServerAnswer<Claimed> | undefined>();
  readonly numberError = $derived(
    isWholeNumber(this.nhsNumber) ? undefined : 'Check the NHS number: 10 digits',
  );
  readonly whyError = $derived(
    this.why.trim().length < CLAIM_WORDS.least ? 'Say in a few words why you see them' : undefined,
  );
  readonly #app: Pick<AppState, 'device' | 'user'>;

  constructor(app: Pick<AppState, 'device' | 'user'>) {
    this.#app = app;
  }

  /** Whether the patient is on the caseload now; the record then begins to come down. */
  async send(): Promise<boolean> {
    this.asks = this.numberError !== undefined || this.whyError !== undefined;
    const userId = this.#app.user?.id;
    if (this.asks || this.busy || userId === undefined) return false;
    this.busy = true;
    const body = { nhsNumber: this.nhsNumber, why: this.why.trim() };
    this.answer = await askServer('/api/claims', { userId, body, schema: ClaimedSchema });
    this.busy = false;
    if (this.answer.kind !== 'answered') return false;
    // A sync that fails says so in the strip above, and is tried again by itself.
    this.#app.device.sync().catch(() => undefined);
    return true;
  }
}

function isWholeNumber(typed: string): boolean {
  const number = normaliseNhsNumber(typed);
  return number !== undefined && isValidNhsNumber(number);
}
