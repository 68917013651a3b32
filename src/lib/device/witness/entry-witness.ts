/**
 * Which entries ought to be in each journal: noted once they are on the disk, so that it may know of too few, never of too
 * many. Opaque ids and times only.
 */
import * as v from 'valibot';
import type { WitnessPlace } from './place';

const ExpectedEntriesSchema = v.array(v.looseObject({ entryId: v.string(), writtenAt: v.string() }));
export type ExpectedEntry = v.InferOutput<typeof ExpectedEntriesSchema>[number];

export class EntryWitness {
  readonly #place: WitnessPlace;
  readonly #locks: LockManager;

  constructor(place: WitnessPlace, locks: LockManager) {
    this.#place = place;
    this.#locks = locks;
  }

  /** Every journal of this user that ought to be here, with its entries. */
  async findOf(userHash: string): Promise<Map<string, ExpectedEntry[]>> {
    const prefix = keyOf(userHash, '');
    const keys = (await this.#place.keys()).filter((key) => key.startsWith(prefix));
    const found = await Promise.all(
      keys.map(async (key) => [key.slice(prefix.length), await this.#find(key)] as const),
    );
    return new Map(found);
  }

  async add(userHash: string, journal: string, entries: readonly ExpectedEntry[]): Promise<void> {
    await this.#change(userHash, journal, (before) => {
      const known = new Set(before.map(({ entryId }) => entryId));
      const fresh = entries.filter(({ entryId }) => !known.has(entryId));
      return fresh.length === 0 ? before : [...before, ...fresh];
    });
  }

  /** They are gone for good, and that is told elsewhere. */
  async remove(userHash: string, journal: string, entryIds: ReadonlySet<string>): Promise<void> {
    await this.#change(userHash, journal, (before) => before.filter(({ entryId }) => !entryIds.has(entryId)));
  }

  /** The journal has come to its end. */
  async forget(userHash: string, journal: string): Promise<void> {
    await this.#place.drop(keyOf(userHash, journal));
  }

  /** Tabs take turns: what one has noted must not be undone by another. */
  async #change(
    userHash: string,
    journal: string,
    change: (before: ExpectedEntry[]) => ExpectedEntry[],
  ): Promise<void> {
    const key = keyOf(userHash, journal);
    await this.#locks.request(`doorstep-witness-${key}`, async () => {
      const before = await this.#find(key);
      const after = change(before);
      if (after !== before) await this.#place.save(key, after);
    });
  }

  async #find(key: string): Promise<ExpectedEntry[]> {
    const parsed = v.safeParse(ExpectedEntriesSchema, await this.#place.find(key));
    return parsed.success ? parsed.output : [];
  }
}

function keyOf(userHash: string, journal: string): string {
  return `entries/${userHash}/${journal}`;
}
