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

export class EntryCopies {
  readonly #place: WitnessPlace;

  constructor(place: WitnessPlace) {
    this.#place = place;
  }

  async list(userHash: string): Promise<CopyName[]> {
    const prefix = prefixOf(userHash);
    const keys = (await this.#place.keys()).filter((key) => key.startsWith(prefix));
    return keys.flatMap((key) => {
      const [journal, entryId, rev] = key.slice(prefix.length).split('/');
      return journal && entryId && rev ? [{ journal, entryId, rev }] : [];
    });
  }

  /** Undefined when it is not there any more, or can't be read. */
  async find(userHash: string, name: CopyName): Promise<RevisedDoc | undefined> {
    const parsed = v.safeParse(RevisedDocSchema, await this.#place.find(keyOf(userHash, name)));
    return parsed.success ? parsed.output : undefined;
  }

  /** All that can be read of one journal. */
  async findOf(userHash: string, journal: string): Promise<RevisedDoc[]> {
    const names = (await this.list(userHash)).filter((name) => name.journal === journal);
    const found = await Promise.all(names.map((name) => this.find(userHash, name)));
    return found.filter((doc) => doc !== undefined);
  }

  async save(userHash: string, name: CopyName, doc: RevisedDoc): Promise<void> {
    await this.#place.save(keyOf(userHash, name), doc);
  }

  async drop(userHash: string, names: readonly CopyName[]): Promise<void> {
    await Promise.all(names.map((name) => this.#place.drop(keyOf(userHash, name))));
  }
}

function prefixOf(userHash: string): string {
  return `copies/${userHash}/`;
}

/** With the revision: what one tab drops must not be the later attempt that another has just written. */
function keyOf(userHash: string, { journal, entryId, rev }: CopyName): string {
  return `${prefixOf(userHash)}${journal}/${entryId}/${rev}`;
}
