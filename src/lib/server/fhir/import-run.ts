/** The second pass of an import: writes resources into the records of those whom they belong to, and counts. */
import type { FhirResource } from '../../record/fhir';
import { patientIdOf } from '../patient-id';
import type { RecordStore, Resources } from '../store/record';
import type { Candidate, Examined } from './examine';
import { identityOf, mayBeSamePerson } from './identity';
import { numberIn, type ImportIndex } from './import-index';
import { plainKey, secondPerson, type PersonKey } from './people';
import type { FlagReason } from './reasons';
import { reconcile, type Reconciled } from './reconcile';
import { Tally } from './report';

/** Patients that are written side by side. */
const AT_ONCE = 8;

export interface RunParts {
  record: RecordStore;
  /** Of the patient ids. */
  secret: string | Uint8Array;
  index: ImportIndex;
  /** Patient ids of those in the record whom the run names by NHS number only; undefined where two have it. */
  byNumber: ReadonlyMap<string, string | undefined>;
}

/** One resource, and what became of it in the records of its owners. */
interface Placed {
  candidate: Candidate;
  outcome: 'unchanged' | 'imported' | 'clash';
  flags: Set<FlagReason>;
}

/** A record in which a person may be. `open`: taken, when nobody is in it. */
interface Home {
  patientId: string;
  open: boolean;
  second: boolean;
}

export class ImportRun {
  readonly tally = new Tally();
  /** Ids of the patients whose Patient resource came with this run. */
  readonly patients = new Set<string>();

  constructor(private readonly parts: RunParts) {}

  async write({ candidates, refusals }: Examined): Promise<void> {
    for (const refusal of refusals) this.tally.refuse(refusal);
    const byPerson = new Map<PersonKey, Placed[]>();
    const placed: Placed[] = [];
    for (const candidate of candidates) {
      const ownership = this.parts.index.ownersOf(candidate);
      if (ownership.kind === 'refused') {
        const { file, place, resource } = candidate;
        this.tally.refuse({ file, place, reason: ownership.reason }, resource.resourceType);
        continue;
      }
      const one: Placed = { candidate, outcome: 'unchanged', flags: new Set() };
      placed.push(one);
      for (const person of ownership.people) {
        const list = byPerson.get(person);
        if (list) list.push(one);
        else byPerson.set(person, [one]);
      }
    }
    const people = [...byPerson];
    for (let i = 0; i < people.length; i += AT_ONCE) {
      await Promise.all(people.slice(i, i + AT_ONCE).map(([person, list]) => this.#file(person, list)));
    }
    for (const { candidate, outcome, flags } of placed) {
      const { file, place, resource } = candidate;
      if (outcome === 'clash') {
        this.tally.refuse({ file, place, reason: 'patient-clash' }, resource.resourceType);
      } else this.tally.taken(resource.resourceType, outcome, [...flags]);
    }
  }

  async #file(person: PersonKey, placed: readonly Placed[]): Promise<void> {
    for (const home of this.#homesOf(person)) {
      if (await this.#commit(person, home, placed)) return;
    }
    for (const one of placed) one.outcome = 'clash';
  }

  /** The record of the id, unless somebody else is in it; then one of the person's own, by id and NHS number. */
  #homesOf(person: PersonKey): Home[] {
    const { secret, index, byNumber } = this.parts;
    const number = numberIn(person);
    if (number !== undefined) {
      const patientId = byNumber.has(number) ? byNumber.get(number) : patientIdOf(secret, person);
      return patientId === undefined ? [] : [{ patientId, open: true, second: false }];
    }
    const key = plainKey(person);
    const first = { patientId: patientIdOf(secret, key), open: person === key, second: false };
    const nhsNumber = index.people.identity(person)?.nhsNumber;
    if (nhsNumber === undefined) return [first];
    const own = patientIdOf(secret, secondPerson(key, nhsNumber));
    return [first, { patientId: own, open: true, second: true }];
  }

  /** False when the record is not this person's: then nothing was written. */
  async #commit(person: PersonKey, home: Home, placed: readonly Placed[]): Promise<boolean> {
    let results: { one: Placed; result: Reconciled }[] = [];
    let theirs = true;
    await this.parts.record.commit(home.patientId, (current) => {
      // Runs again when another writer was first: so nothing is counted before it is committed.
      results = [];
      theirs = this.#isTheirs(person, home, current);
      if (!theirs) return [];
      const known =
        this.parts.index.has(plainKey(person)) ||
        [...current.keys()].some((key) => key.startsWith('Patient/'));
      const after = new Map(current);
      const changed = new Map<string, FhirResource>();
      for (const one of placed) {
        const { key, resource } = one.candidate;
        const flags = [
          ...this.#flagsOf(one.candidate, person, after),
          ...(known ? [] : ['patient-unresolved' as const]),
          ...(home.second && key === plainKey(person) ? ['patient-id-shared' as const] : []),
        ];
        const result = reconcile(after, resource, flags);
        results.push({ one, result });
        if (!result.write) continue;
        after.set(key, result.write);
        changed.set(key, result.write);
      }
      return [...changed.values()];
    });
    for (const { one, result } of results) {
      if (result.outcome === 'imported') one.outcome = 'imported';
      for (const flag of result.flags) one.flags.add(flag);
      if (one.candidate.key === plainKey(person)) this.patients.add(home.patientId);
    }
    return theirs;
  }

  #isTheirs(person: PersonKey, home: Home, current: Resources): boolean {
    const held = current.get(plainKey(person));
    if (!held) return home.open;
    const identity = this.parts.index.people.identity(person);
    return identity === undefined || mayBeSamePerson(identityOf(held), identity);
  }

  #flagsOf(candidate: Candidate, person: PersonKey, current: Resources): FlagReason[] {
    const { index } = this.parts;
    const { references, flags, key, resource } = candidate;
    const patient = plainKey(person);
    const missing = (target: string) => !index.has(target) && !current.has(target);
    const dangling = references.dangling || [...references.targets].some((t) => t !== patient && missing(t));
    const { nhsNumber } = key === patient ? identityOf(resource) : {};
    const shared = nhsNumber !== undefined && index.people.withNumber(nhsNumber).length > 1;
    return [
      ...flags,
      ...(dangling ? ['reference-unresolved' as const] : []),
      ...(shared ? ['nhs-number-shared' as const] : []),
    ];
  }
}
