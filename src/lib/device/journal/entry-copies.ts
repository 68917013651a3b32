/**
 * Every entry that has no answer yet once more, sealed as it is, outside IndexedDB: a browser that loses the databases of
 * this origin loses the vault too, but what was sealed for the server can still be carried there.
 */
import * as v from 'valibot';
import type { WitnessPlace } from '../witness/place';
import { RevisedDocSchema, type RevisedDoc } from './revised-doc';

/** Which copy: of this revision of an entry. */
export interface CopyName {
  journal: string;
  entryId: string;
  rev: string;
}

export interface OwnedCopy extends CopyName {
  userHash: string;
}

const ROOT = 'copies/';

export class EntryCopies {
  readonly #place: WitnessPlace;

  constructor(place: WitnessPlace) {
    this.#place = place;
  }

  async list(userHash: string): Promise<CopyName[]> {
    return (await this.listAll()).filter((copy) => copy.userHash === userHash);
  }

  /** Of all users of this device. */
  async listAll(): Promise<OwnedCopy[]> {
    const keys = (await this.#place.keys()).filter((key) => key.startsWith(ROOT));
    return keys.flatMap((key) => {
      const [userHash, journal, entryId, rev] = key.slice(ROOT.length).split('/');
      return userHash && journal && entryId && rev ? [{ userHash, journal, entryId, rev }] : [];
    });
  }

  /** Undefined when it is not there any more, or can't be read. */
  async find(userHash: string, name: CopyName): Promise<RevisedDoc | undefined> {
    const parsed = v.safeParse(RevisedDocSchema, await this.#place.find(copyKey(userHash, name)));
    return parsed.success ? parsed.output : undefined;
  }

  /** All that can be read of one journal. */
  async findOf(userHash: string, journal: string): Promise<RevisedDoc[]> {
    const names = (await this.list(userHash)).filter((name) => name.journal === journal);
    const found = await Promise.all(names.map((name) => this.find(userHash, name)));
    return found.filter((doc) => doc !== undefined);
  }

  async save(userHash: string, name: CopyName, doc: RevisedDoc): Promise<void> {
    await this.#place.save(copyKey(userHash, name), doc);
  }

  async drop(userHash: string, names: readonly CopyName[]): Promise<void> {
    await Promise.all(names.map((name) => this.#place.drop(copyKey(userHash, name))));
  }
}

/** With the revision: what one tab drops must not be the later attempt that another has just written. */
export function copyKey(userHash: string, { journal, entryId, rev }: CopyName): string {
  return `${ROOT}${userHash}/${journal}/${entryId}/${rev}`;
}
