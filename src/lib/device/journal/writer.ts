/** Writes for the signed-in clinician: makes entries, and says "saved" only when they are on the disk. */
import * as v from 'valibot';
import { EntrySchema, type Entry } from '../../record/entry';
import type { NewEntry, SaveOutcome } from '../api';
import { errorName } from '../error-name';
import { entryIdOf } from '../opaque';
import { notSaved } from '../save-words';
import { stampOf } from '../sync/clock';
import type { OpenVault } from '../vault/open-vault';
import type { Journal } from './journal';
import { stateOfOwn } from './own-entry';
import type { WriteOutcome } from './write';

export interface WriterParts {
  vault: OpenVault;
  journal: Journal;
  /** Device time, ms. */
  now: () => number;
  /** Server time (ISO) of the last contact. */
  lastContact: () => string | undefined;
  nameOf: (patientId: string) => string | undefined;
  /** Called after each write that reached the disk. */
  onSaved: (patientId: string) => void;
}

export class Writer {
  readonly #parts: WriterParts;

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  async save(wanted: NewEntry): Promise<SaveOutcome> {
    const { attempt, body } = wanted;
    const id = attempt === undefined ? crypto.randomUUID() : await entryIdOf(attempt, body);
    if (this.#parts.journal.entries.has(id)) return this.#stands(id, wanted.patientId);
    const parsed = v.safeParse(EntrySchema, this.#entryOf(id, wanted));
    if (!parsed.success) return notSaved('invalid');
    const entry = parsed.output;
    const outcome = await this.#parts.journal.add(entry);
    // The same attempt, pressed twice or in two tabs: the other press wrote it.
    const twice = attempt !== undefined && outcome.kind === 'failed' && (await this.#isKnown(entry));
    return twice ? this.#stands(id, wanted.patientId) : this.#outcome(entry, outcome);
  }

  /** Sends a refused entry once more. One that is not refused is on its way already. */
  async sendAgain(entryId: string): Promise<SaveOutcome> {
    const own = this.#parts.journal.entries.get(entryId);
    if (!own?.entry) return notSaved('failed');
    const { entry } = own;
    if (stateOfOwn(own) !== 'refused') return this.#stands(entryId, entry.patientId);
    return this.#outcome(entry, await this.#parts.journal.sendAgain(own, entry));
  }

  /** Takes an entry off the list by an entry of its own, which says who did it, when and why. */
  async setAside(entryId: string, reason: string): Promise<SaveOutcome> {
    const own = this.#parts.journal.entries.get(entryId);
    if (!own?.entry) return notSaved('failed');
    const { patientId, visit } = own.entry;
    return this.save({
      patientId,
      ...(visit ? { visit: { id: visit.id, startedAt: visit.startedAt } } : {}),
      body: { kind: 'set-aside', entryId, reason },
    });
  }

  async #isKnown({ id, writtenAt }: Entry): Promise<boolean> {
    await this.#parts.journal.refreshAt(writtenAt).catch(() => undefined);
    return this.#parts.journal.entries.has(id);
  }

  #stands(entryId: string, patientId: string): SaveOutcome {
    this.#parts.onSaved(patientId);
    return { kind: 'saved', entryId };
  }

  #entryOf(id: string, { patientId, patientName: given, visit, body }: NewEntry): Entry {
    const { vault, now, lastContact, nameOf } = this.#parts;
    const { id: userId, name, role } = vault.user;
    const contact = Date.parse(lastContact() ?? '');
    const patientName = nameOf(patientId) ?? given;
    return {
      format: 1,
      id,
      patientId,
      ...(patientName === undefined ? {} : { patientName }),
      author: { userId, name, role },
      deviceId: vault.deviceId,
      ...stampOf(now(), vault.clockOffsetMs, Number.isNaN(contact) ? undefined : contact),
      ...(visit ? { visit } : {}),
      body,
    };
  }

  #outcome(entry: Entry, outcome: WriteOutcome): SaveOutcome {
    if (outcome.kind === 'written') {
      return this.#stands(entry.id, entry.patientId);
    }
    if (outcome.kind === 'failed') console.error('An entry could not be written', errorName(outcome.cause));
    return notSaved(outcome.kind);
  }
}
