/** What ought to be on this device: who has a vault here, and how much is in their read cache. See `WitnessPlace`. */
import * as v from 'valibot';
import type { WitnessPlace } from '../witness/place';

const ExpectedSchema = v.looseObject({
  /** Packs that were held at the last complete download. */
  packs: v.number(),
  /** Sealed notes, be they none, and emergency summaries were kept. */
  sealed: v.optional(v.boolean()),
  summaries: v.optional(v.boolean()),
  /** Drafts that stand here. */
  drafts: v.optional(v.number()),
  /** Hours after which what is unfiled is alarmed, to be known while the caseload is sealed. */
  unfiledAlarmHours: v.optional(v.number()),
  /** The user, to name a vault that can't be read. */
  name: v.optional(v.string()),
});
export type Expected = v.InferOutput<typeof ExpectedSchema>;

export interface ExpectedVault {
  userHash: string;
  name?: string;
}

/** Nothing that the server gave of patients is here, and none of it is missed. */
export const NOTHING_KEPT = { packs: 0, sealed: false, summaries: false } satisfies Expected;

/** Users are keys without a slash: other witnesses stand beside. */
const USER_HASH = /^[0-9a-f]+$/;

export class Sentinel {
  readonly #place: WitnessPlace;
  readonly #locks: LockManager;

  constructor(place: WitnessPlace, locks: LockManager) {
    this.#place = place;
    this.#locks = locks;
  }

  /** Who has a vault here. */
  async vaults(): Promise<ExpectedVault[]> {
    const hashes = (await this.#place.keys()).filter((key) => USER_HASH.test(key));
    return Promise.all(
      hashes.map(async (userHash) => {
        const name = (await this.find(userHash))?.name;
        return { userHash, ...(name === undefined ? {} : { name }) };
      }),
    );
  }

  async find(userHash: string): Promise<Expected | undefined> {
    const found = await this.#place.find(userHash);
    if (found === undefined) return undefined;
    // One that can't be read still tells that a vault was here.
    const parsed = v.safeParse(ExpectedSchema, found);
    return parsed.success ? parsed.output : { packs: 0 };
  }

  /** The device was wiped on purpose: nothing is expected here any more, whichever witness noted it, but what is `kept`. */
  async clear(isKept: (key: string) => boolean = () => false): Promise<void> {
    for (const key of await this.#place.keys()) if (!isKept(key)) await this.#place.drop(key);
  }

  /** Changes and tabs take turns: what one has read, another must not change before it writes. */
  async update(userHash: string, change: Partial<Expected>): Promise<void> {
    await this.#locks.request(`doorstep-sentinel-${userHash}`, async () => {
      await this.#place.save(userHash, { packs: 0, ...(await this.find(userHash)), ...change });
    });
  }
}
