/** Notices what is gone from this user's journals, gets back what can be got back, and books the rest as lost. */
import type { Loss } from '../../record/contact';
import { isQuotaExceeded } from '../quota';
import type { OpenVault } from '../vault/open-vault';
import type { EntryWitness, ExpectedEntry } from '../witness/entry-witness';
import type { LossBook } from '../witness/loss-book';
import { sendUp } from './carry-copies';
import type { EntryCopies } from './entry-copies';
import type { Journal } from './journal';
import { isSpoilt } from './own-entry';
import type { ReplicateParts } from './replicate';
import { salvageJournal } from './salvage';
import { readableEntries } from './send-up';

export interface RecoveryParts extends ReplicateParts {
  vault: OpenVault;
  journal: Journal;
  witness: EntryWitness;
  copies: EntryCopies;
  losses: LossBook;
  /** Something is damaged, or is whole again. */
  onDamage: (damaged: boolean) => void;
  /** Journals that are sound can't be opened for want of room. */
  onNoRoom: () => void;
}

export class Recovery {
  readonly #parts: RecoveryParts;
  /** Damaged journals, each with the entries of it that ought to be readable here and are not. */
  #damaged = new Map<string, ExpectedEntry[]>();

  constructor(parts: RecoveryParts) {
    this.#parts = parts;
  }

  /** Compares what is here with what ought to be here. To be called when the journals have been read. */
  async look(): Promise<void> {
    const { vault, journal, witness, losses } = this.#parts;
    const found = journal.entries;
    const expected = await witness.findOf(vault.userHash);
    const lost = new Set(
      (await losses.findAll(vault.userHash)).flatMap(({ entries }) => entries.map(({ entryId }) => entryId)),
    );
    this.#damaged = new Map([...journal.unsound].map((name) => [name, []]));
    for (const [name, entries] of expected) {
      const gone = entries.filter(({ entryId }) => !found.has(entryId) || this.#isSpoilt(entryId));
      const unknown = gone.filter(({ entryId }) => !lost.has(entryId));
      if (unknown.length > 0) this.#damaged.set(name, unknown);
    }
    await this.#noteFound(expected);
    this.#parts.onDamage(this.#damaged.size > 0);
    if (journal.noRoom.size > 0) this.#parts.onNoRoom();
  }

  /** With a server that can be reached: fetches the damaged journals anew. What fails is tried in the next round. */
  async run(): Promise<void> {
    const { vault, journal, copies, onDamage } = this.#parts;
    await this.#withoutRoom();
    if (this.#damaged.size === 0) return;
    for (const [name, gone] of [...this.#damaged]) {
      const copied = await copies.findOf(vault.userHash, name);
      const outcome = await salvageJournal(name, vault.userHash, copied, this.#parts);
      if (outcome.kind !== 'salvaged') return;
      await journal.adopt(name);
      await this.#bookLost(name, gone);
      this.#damaged.delete(name);
    }
    onDamage(false);
  }

  /** What is written there goes up without PouchDB, which can't open it; nothing is deleted, and its answers come when there is room. */
  async #withoutRoom(): Promise<void> {
    const { vault, journal, copies, registry, onNoRoom } = this.#parts;
    await journal.openAgain();
    for (const name of journal.noRoom) {
      if ((await registry.find(name))?.held) continue;
      const copied = await copies.findOf(vault.userHash, name);
      const docs = await readableEntries(name, copied).catch((cause: unknown) => {
        if (isQuotaExceeded(cause)) return copied;
        throw cause;
      });
      await sendUp(name, docs, [], this.#parts);
    }
    if (journal.noRoom.size > 0) onNoRoom();
  }

  async #bookLost(name: string, gone: readonly ExpectedEntry[]): Promise<void> {
    const { vault, journal, witness, copies, losses, now } = this.#parts;
    const lost = gone.filter(({ entryId }) => !journal.entries.has(entryId) || this.#isSpoilt(entryId));
    if (lost.length === 0) return;
    const loss: Loss = {
      id: crypto.randomUUID(),
      noticedAt: new Date(now() + vault.clockOffsetMs).toISOString(),
      count: lost.length,
      entries: lost.map(({ entryId, writtenAt }) => ({ entryId, writtenAt })),
    };
    await losses.book(vault.userHash, loss);
    const lostIds = new Set(lost.map(({ entryId }) => entryId));
    await witness.remove(vault.userHash, name, lostIds);
    // A copy that could still be used would have been.
    const useless = (await copies.list(vault.userHash)).filter(({ entryId }) => lostIds.has(entryId));
    await copies.drop(vault.userHash, useless);
  }

  #isSpoilt(entryId: string): boolean {
    const { vault, journal } = this.#parts;
    const own = journal.entries.get(entryId);
    return own !== undefined && isSpoilt(own, vault.publicKey.kid);
  }

  /** Entries that the witness has not heard of: written before there was one, or in the moment of a crash. */
  async #noteFound(expected: ReadonlyMap<string, readonly ExpectedEntry[]>): Promise<void> {
    const { vault, journal, witness } = this.#parts;
    const known = new Set([...expected.values()].flat().map(({ entryId }) => entryId));
    const byJournal = new Map<string, ExpectedEntry[]>();
    for (const { entryId, journal: name, entry } of journal.entries.values()) {
      if (known.has(entryId) || !entry) continue;
      byJournal.set(name, [...(byJournal.get(name) ?? []), { entryId, writtenAt: entry.writtenAt }]);
    }
    for (const [name, entries] of byJournal) await witness.add(vault.userHash, name, entries);
  }
}
