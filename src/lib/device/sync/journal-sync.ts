/** Device → server, and the answers: carries this user's journals. */
import type { EntryState } from '../../record/outbox';
import type { Journal } from '../journal/journal';
import { replicateJournal, type ReplicateParts } from '../journal/replicate';
import { retireJournals } from '../journal/retire';
import type { Answered } from '../journal/unanswered';
import type { Failure } from './failure';

const FOR_THE_SERVER: EntryState[] = ['on-device', 'received'];
const FOR_A_PERSON: EntryState[] = ['refused', 'decision'];
/** A server restored from a backup under an open vault gets back what it lost after this time at the latest. */
const THOROUGH_EVERY_MS = 30 * 60_000;

export interface JournalSyncParts extends ReplicateParts {
  /** Server time (ISO) of the last contact. */
  lastContact: () => string | undefined;
}

export class JournalSync {
  readonly #journal: Journal;
  readonly #parts: JournalSyncParts;
  /** When every journal was last gone through, so that a server restored from a backup gets back what it lost. */
  #thoroughAt: number | undefined;
  readonly #answered = new Map<string, Answered>();

  constructor(journal: Journal, parts: JournalSyncParts) {
    this.#journal = journal;
    this.#parts = parts;
  }

  /** Carries what waits for the server, now and then everything; with `recordChanged`, also looks for new answers to what waits for a person. */
  async run({ recordChanged }: { recordChanged: boolean }): Promise<{ kind: 'done' } | Failure> {
    const states = recordChanged ? [...FOR_THE_SERVER, ...FOR_A_PERSON] : FOR_THE_SERVER;
    const now = this.#parts.now();
    // By a clock that may have been set back meanwhile.
    const thorough = this.#thoroughAt === undefined || Math.abs(now - this.#thoroughAt) >= THOROUGH_EVERY_MS;
    const names = thorough ? this.#journal.names() : this.#journal.names(states);
    for (const name of names) {
      const answered = this.#answered.get(name) ?? new Map<string, string>();
      this.#answered.set(name, answered);
      const outcome = await replicateJournal(name, this.#parts, { thorough, answered });
      await this.#journal.refresh([name]);
      if (outcome.kind === 'held') return { kind: 'done' };
      if (outcome.kind !== 'done') return outcome;
    }
    if (thorough) {
      await this.#retire();
      this.#thoroughAt = now;
    }
    return { kind: 'done' };
  }

  async #retire(): Promise<void> {
    const contact = Date.parse(this.#parts.lastContact() ?? '');
    if (!Number.isNaN(contact)) await retireJournals(this.#journal, this.#parts, contact);
  }
}
