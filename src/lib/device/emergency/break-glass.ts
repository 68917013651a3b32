/** Opens one patient who is on no list of this user's: found exactly, recorded on the disk first, for one hour. */
import { breakGlassUntil } from '../../record/break-glass';
import type { EmergencySummary, Person } from '../../record/emergency/emergency-summary';
import { findPeople, importEnvelopeKey, openSummary } from '../../record/emergency/envelope';
import { identifierOf, type ExactQuery } from '../../record/emergency/exact-search';
import type { BeyondOutcome, BreakGlassRequest, SaveOutcome } from '../api';
import type { Audit } from '../audit/audit';
import { readDate } from '../../record/search/read-date';
import { stateOfOwn, type OwnEntry } from '../journal/own-entry';
import type { Writer } from '../journal/writer';
import { notSaved } from '../save-words';
import type { Failure } from '../sync/failure';
import type { EmergencyStore } from './emergency-store';

export interface BreakGlassParts {
  store: Pick<EmergencyStore, 'find'>;
  writer: Pick<Writer, 'save'>;
  audit: Pick<Audit, 'record'>;
  entries: () => Iterable<OwnEntry>;
  /** Asks the server when nobody on this device fits. */
  ask: (
    query: ExactQuery,
  ) => Promise<{ kind: 'people'; people: Person[] } | { kind: 'not-allowed' } | Failure>;
  isOnCaseload: (patientId: string) => boolean;
  leaseEnded: () => boolean;
  /** Server time, ms: never behind what this device has seen. */
  now: () => number;
}

export class BreakGlass {
  readonly #parts: BreakGlassParts;
  /** Whom a search has found since the vault was opened: nobody else can be opened. */
  readonly #found = new Map<string, Person>();

  constructor(parts: BreakGlassParts) {
    this.#parts = parts;
  }

  /** Finds by what identifies exactly one person. Nothing of a patient but who it is comes out of this. */
  async find(typed: ExactQuery): Promise<BeyondOutcome> {
    const thisYear = new Date(this.#parts.now()).getFullYear();
    const query =
      'family' in typed ? { ...typed, birthDate: readDate(typed.birthDate, thisYear) ?? '' } : typed;
    const identifier = identifierOf(query);
    if (identifier === undefined) return { kind: 'unclear' };
    const held = await this.#parts.store.find();
    const here = held ? await findPeople(await importEnvelopeKey(held.key), held.envelopes, identifier) : [];
    const answer = here.length > 0 ? undefined : await this.#parts.ask(query);
    if (answer?.kind === 'not-allowed') return answer;
    const people = answer?.kind === 'people' ? answer.people : here;
    // What was looked for is a name or a number: it stays here.
    const [first] = people;
    const of = first && people.length === 1 ? { patientId: first.patientId } : {};
    await this.#parts.audit.record({
      kind: 'search',
      reason: 'beyond-caseload',
      ...of,
      count: people.length,
    });
    // Must not pass for “no such patient”.
    if (answer?.kind !== 'people' && here.length === 0 && this.#parts.leaseEnded())
      return { kind: 'lease-ended' };
    for (const person of people) this.#found.set(person.patientId, person);
    return {
      kind: 'people',
      people: people.map((person) => ({
        ...person,
        onCaseload: this.#parts.isOnCaseload(person.patientId),
      })),
      askedServer: answer?.kind === 'people',
      ...(held ? { asOf: held.asOf } : {}),
    };
  }

  /** Writes the record of it. Only what is on the disk opens anything: see `until`. */
  async open({ patientId, reason, words }: BreakGlassRequest): Promise<SaveOutcome> {
    const person = this.#found.get(patientId);
    if (!person) return notSaved('failed');
    const recorded = await this.#parts.audit.record({ kind: 'break-glass', patientId, reason, words });
    if (recorded !== 'recorded') return notSaved('failed');
    return this.#parts.writer.save({
      patientId,
      patientName: person.name,
      body: { kind: 'break-glass', reason, words },
    });
  }

  /** Until when this patient is open by this user's own record of it; undefined when not, or not any more. */
  until(patientId: string): string | undefined {
    const now = this.#parts.now();
    return [...this.#parts.entries()]
      .filter(({ entry }) => entry?.patientId === patientId && entry.body.kind === 'break-glass')
      .filter((own) => !['refused', 'set-aside'].includes(stateOfOwn(own)))
      .flatMap(({ entry }) => (entry ? breakGlassUntil(entry.writtenAt) : []))
      .filter((until) => Date.parse(until) > now)
      .sort()
      .at(-1);
  }

  /** The summary of a patient who is open now; undefined when not open, or when there is none on this device. */
  async summary(patientId: string): Promise<{ summary: EmergencySummary; asOf: string } | undefined> {
    const held = this.until(patientId) === undefined ? undefined : await this.#parts.store.find();
    if (!held) return undefined;
    const summary = await openSummary(await importEnvelopeKey(held.key), held.envelopes, patientId);
    return summary && { summary, asOf: held.asOf };
  }
}
