/**
 * The people of an import. One patient id may stand for two people (published examples do it): they are told apart by file
 * and NHS number, and never put into one record.
 */
import { identityOf, mayBeSamePerson, type Identity } from './identity';
import type { Fields } from './json';

/** One person: `Patient/<id>`, and for a second person of the same id, `Patient/<id>|<NHS number>`. */
export type PersonKey = string;

export class People {
  readonly #byKey = new Map<string, Map<PersonKey, Identity>>();
  readonly #byNumber = new Map<string, Set<PersonKey>>();
  /** Whom a patient id stands for in a file; more than one: nobody can tell. */
  readonly #inFile = new Map<string, Set<PersonKey>>();

  /** Takes note of a Patient resource (`key` is its `Patient/<id>`). */
  add(file: string, key: string, patient: Fields): void {
    const identity = identityOf(patient);
    const person = this.find(key, identity) ?? this.#newPerson(key, identity);
    if (person === undefined) return;
    const people = this.#byKey.get(key) ?? new Map<PersonKey, Identity>();
    this.#byKey.set(key, people.set(person, { ...identity, ...people.get(person) }));
    addTo(this.#inFile, inFile(file, key), person);
    if (identity.nhsNumber !== undefined) addTo(this.#byNumber, identity.nhsNumber, person);
  }

  /** The person of this id who may be the one described. */
  find(key: string, identity: Identity): PersonKey | undefined {
    return [...(this.#byKey.get(key) ?? [])].find(([, known]) => mayBeSamePerson(known, identity))?.[0];
  }

  /** Whom `Patient/<id>` stands for in a file; undefined when it stands for two people there. */
  meantIn(file: string, key: string): PersonKey | undefined {
    const people = [...(this.#inFile.get(inFile(file, key)) ?? [])];
    return people.length > 1 ? undefined : (people[0] ?? key);
  }

  identity(person: PersonKey): Identity | undefined {
    return this.#byKey.get(plainKey(person))?.get(person);
  }

  withNumber(nhsNumber: string): PersonKey[] {
    return [...(this.#byNumber.get(nhsNumber) ?? [])];
  }

  /** Nobody, when the id is taken by somebody else and there is no number to tell them apart by. */
  #newPerson(key: string, { nhsNumber }: Identity): PersonKey | undefined {
    if (!this.#byKey.has(key)) return key;
    return nhsNumber === undefined ? undefined : secondPerson(key, nhsNumber);
  }
}

export function secondPerson(key: string, nhsNumber: string): PersonKey {
  return `${plainKey(key)}|${nhsNumber}`;
}

export function plainKey(person: PersonKey): string {
  return person.split('|', 1)[0] ?? person;
}

const inFile = (file: string, key: string): string => `${key}\n${file}`;

export function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}
