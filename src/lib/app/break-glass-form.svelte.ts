import { BREAK_GLASS_LEAST_WORDS, type BreakGlassReason } from '../record/break-glass';
import type { Person } from '../record/emergency/emergency-summary';
import type { BeyondOutcome, SaveOutcome } from '../device/api';
import type { AppState } from './app-state.svelte';

type Found = BeyondOutcome | { kind: 'failed' };

/** Breaking the glass: find exactly one person, choose and type the reason, and open. Kept nowhere but in memory. */
export class BreakGlassForm {
  by = $state<'number' | 'name'>('number');
  nhsNumber = $state('');
  family = $state('');
  birthDate = $state('');
  found = $state.raw<Found | undefined>();
  /** Whose chart is to be opened. */
  person = $state.raw<Person | undefined>();
  reason = $state<BreakGlassReason | ''>('');
  words = $state('');
  /** Open was pressed with something missing. */
  asks = $state(false);
  busy = $state(false);
  outcome = $state.raw<SaveOutcome | undefined>();
  readonly wordsMissing = $derived(this.words.trim().length < BREAK_GLASS_LEAST_WORDS);
  readonly #app: Pick<AppState, 'device'>;

  constructor(app: Pick<AppState, 'device'>) {
    this.#app = app;
  }

  async find(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.person = undefined;
    const query =
      this.by === 'number'
        ? { nhsNumber: this.nhsNumber }
        : { family: this.family, birthDate: this.birthDate };
    this.found = await this.#app.device.findBeyond(query).catch(() => ({ kind: 'failed' as const }));
    this.busy = false;
  }

  choose(person: Person): void {
    this.person = person;
    this.outcome = undefined;
    this.asks = false;
  }

  /** Whether the patient is open: then the record of it is on the disk. */
  async open(): Promise<boolean> {
    const { person, reason, words } = this;
    this.asks = reason === '' || this.wordsMissing;
    if (this.asks || reason === '' || !person || this.busy) return false;
    this.busy = true;
    this.outcome = await this.#app.device
      .breakGlass({ patientId: person.patientId, reason, words })
      .catch((): SaveOutcome => {
        const words = 'The device gave no answer. Look in the outbox before you try again.';
        return { kind: 'not-saved', reason: 'failed', words };
      });
    this.busy = false;
    return this.outcome.kind === 'saved';
  }
}
