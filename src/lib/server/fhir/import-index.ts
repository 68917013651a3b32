/**
 * The first of an import's two passes: who owns what. Small beside the data (names only), so that the second pass can write
 * piece by piece, whatever order the files come in.
 */
import type { Candidate } from './examine';
import { identityOf } from './identity';
import { addTo, People, type PersonKey } from './people';
import type { RefusalReason } from './reasons';
import { LOOSE_TYPES, SHARED_TYPES } from './resource-types';

/** Several owners only of what is shared. */
export type Ownership = { kind: 'owned'; people: PersonKey[] } | { kind: 'refused'; reason: RefusalReason };

const refused = (reason: RefusalReason): Ownership => ({ kind: 'refused', reason });
const BY_NUMBER = 'nhs-number|';
/** An id that stands for two people in its file. */
const UNCLEAR = 'unclear';
const typeOf = (key: string): string => key.slice(0, key.indexOf('/'));
const isShared = (key: string): boolean => SHARED_TYPES.has(typeOf(key));

export class ImportIndex {
  readonly people = new People();
  /** Resources that name their patient. */
  readonly #owners = new Map<string, string>();
  /** Resources that name none, with what they refer to. */
  readonly #unowned = new Map<string, readonly string[]>();
  /** Whose resources refer to what may be unowned. */
  readonly #wanted = new Map<string, Set<string>>();

  /** Takes note of some resources of the first pass; of one Bundle, all at once. */
  add(candidates: readonly Candidate[]): void {
    for (const { file, key, resource } of candidates) {
      if (typeOf(key) === 'Patient') this.people.add(file, key, resource);
    }
    for (const candidate of candidates) this.#add(candidate);
  }

  /** After the first pass: what is wanted by a patient's resources wants in turn what it refers to. */
  settle(): void {
    const queue = [...this.#wanted.keys()];
    for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
      const owners = this.#wanted.get(key) ?? new Set();
      for (const target of this.#unowned.get(key) ?? []) {
        if (!this.#unowned.has(target)) continue;
        const before = this.#wanted.get(target)?.size ?? 0;
        for (const owner of owners) addTo(this.#wanted, target, owner);
        if ((this.#wanted.get(target)?.size ?? 0) > before) queue.push(target);
      }
    }
  }

  /** Whether the run has this resource (`Type/id`). */
  has(key: string): boolean {
    return this.#owners.has(key) || this.#unowned.has(key);
  }

  /** NHS numbers by which resources name a patient who is not in the run. */
  unknownNumbers(): Set<string> {
    const numbers = [...this.#owners.values()].flatMap((owner) => numberIn(owner) ?? []);
    return new Set(numbers.filter((number) => this.people.withNumber(number).length === 0));
  }

  /** Whose record a resource of the second pass belongs in. */
  ownersOf(candidate: Candidate): Ownership {
    const { key, resource } = candidate;
    if (typeOf(key) === 'Patient') {
      const person = this.people.find(key, identityOf(resource));
      return person === undefined ? refused('patient-clash') : { kind: 'owned', people: [person] };
    }
    const named = this.#namedBy(candidate);
    const owners = named.length > 0 ? named : this.#followed(candidate);
    if (owners.includes(UNCLEAR)) return refused('patient-clash');
    const people = new Set(owners.flatMap((owner) => this.#resolve(owner)));
    if (people.size === 0) return refused('no-patient');
    const severalFit = named.length === 0 && isShared(key);
    return people.size > 1 && !severalFit
      ? refused('several-patients')
      : { kind: 'owned', people: [...people] };
  }

  #add(candidate: Candidate): void {
    const { key, resource, references } = candidate;
    const owner =
      typeOf(key) === 'Patient' ? this.people.find(key, identityOf(resource)) : this.#namedBy(candidate)[0];
    if (owner === undefined) {
      this.#unowned.set(key, [...references.targets]);
      return;
    }
    this.#owners.set(key, owner);
    for (const target of references.targets) {
      if (isShared(target) || LOOSE_TYPES.has(typeOf(target))) addTo(this.#wanted, target, owner);
    }
  }

  #namedBy({ file, patients }: Candidate): string[] {
    return patients.map((name) =>
      'nhsNumber' in name ? BY_NUMBER + name.nhsNumber : (this.people.meantIn(file, name.key) ?? UNCLEAR),
    );
  }

  /** Of what names no patient: those whose resources refer to it, or else those whom it refers to. */
  #followed({ key, references }: Candidate): string[] {
    const wanted = this.#wanted.get(key);
    if (wanted) return [...wanted];
    if (isShared(key)) return [];
    return [...references.targets].flatMap((target) => this.#owners.get(target) ?? []);
  }

  /** A patient named by NHS number is the one in the run who has it; two, when two have it. */
  #resolve(owner: string): PersonKey[] {
    const number = numberIn(owner);
    const holders = number === undefined ? [] : this.people.withNumber(number);
    return holders.length > 0 ? holders : [owner];
  }
}

/** The NHS number of somebody of whom nothing else is known. */
export function numberIn(person: PersonKey): string | undefined {
  return person.startsWith(BY_NUMBER) ? person.slice(BY_NUMBER.length) : undefined;
}
