/**
 * Whose vaults this device is enrolled with, readable without a vault: so that a locked device, or another user of it, can
 * carry a sealed journal and hear that the device was reported lost. Opaque names, and credentials that open nothing.
 * Each stands outside IndexedDB as well: without any database, it carries the entries that stand there.
 */
import { Dexie, type Table } from 'dexie';
import * as v from 'valibot';
import { JOURNAL_NAME } from '../record/ids';
import { DEVICE_HEADER } from '../record/registration';
import { randomId } from './opaque';
import type { WitnessPlace } from './witness/place';

const EnrolmentSchema = v.looseObject({
  journalBase: v.string(),
  /** Shared by all vaults that were made since devices have a name of their own. */
  deviceId: v.string(),
  userHash: v.string(),
  /** `Registration.credential`. */
  credential: v.string(),
  /** Of a life of this device that was ended: only sealed journals are left of it. */
  wiped: v.optional(v.literal(true)),
});
export type Enrolment = v.InferOutput<typeof EnrolmentSchema>;

const WipedSchema = v.looseObject({
  /** Device time, ISO. */
  at: v.string(),
  /** Journals with entries that could not be handed over yet. They go as soon as they are. */
  journalsLeft: v.number(),
});
/** What became of a device that was reported lost. */
export type Wiped = v.InferOutput<typeof WipedSchema>;

/** When a user's shift PIN was chosen: it says that there is or was one, and nothing of it. */
type PinMark = `pin/${string}`;
const pinMark = (userHash: string): PinMark => `pin/${userHash}`;

interface Mark {
  name: 'device-id' | 'wiped' | 'notice' | 'notice-taken' | PinMark;
  value: unknown;
}

export class Enrolments {
  readonly #db: Dexie;
  readonly #enrolments: Table<Enrolment, string>;
  readonly #marks: Table<Mark, Mark['name']>;
  readonly #place: WitnessPlace;

  constructor(place: WitnessPlace) {
    this.#place = place;
    this.#db = new Dexie('doorstep-device', { chromeTransactionDurability: 'strict' });
    this.#db.version(1).stores({ enrolments: 'journalBase', marks: 'name' });
    this.#enrolments = this.#db.table('enrolments');
    this.#marks = this.#db.table('marks');
  }

  /** This device's name, the same until it is wiped; at the first call it becomes `known`, or is made. */
  async deviceId(known?: string): Promise<string> {
    return this.#db.transaction('rw', this.#marks, async () => {
      const found = (await this.#marks.get('device-id'))?.value;
      if (typeof found === 'string') return found;
      const made = known ?? randomId('d');
      await this.#marks.put({ name: 'device-id', value: made });
      return made;
    });
  }

  async save(enrolment: Enrolment): Promise<void> {
    await this.#enrolments.put(enrolment);
    await this.#copy(enrolment);
  }

  async findAll(): Promise<Enrolment[]> {
    const copied = await this.#copied();
    const copies = new Map(copied.map((enrolment) => [enrolment.journalBase, enrolment]));
    // The database may be one that can't be opened any more: the copies are for that.
    const stored = await this.#enrolments.toArray().catch(() => []);
    for (const enrolment of stored) if (!copies.has(enrolment.journalBase)) await this.#copy(enrolment);
    return [...new Map([...copied, ...stored].map((one) => [one.journalBase, one])).values()];
  }

  async find(journalBase: string): Promise<Enrolment | undefined> {
    const stored = await this.#enrolments.get(journalBase).catch(() => undefined);
    return stored ?? (await this.#findCopy(enrolmentKey(journalBase)));
  }

  /** They are of the past, and only wait for their journals to be taken up. */
  async markWiped(journalBases: readonly string[]): Promise<void> {
    const meant = (await this.findAll()).filter(({ journalBase }) => journalBases.includes(journalBase));
    for (const enrolment of meant) await this.save({ ...enrolment, wiped: true });
  }

  async forget(journalBases: readonly string[]): Promise<void> {
    await this.#enrolments.bulkDelete([...journalBases]);
    for (const journalBase of journalBases) await this.#place.drop(enrolmentKey(journalBase));
  }

  async findWiped(): Promise<Wiped | undefined> {
    const mark = await this.#marks.get('wiped');
    return mark && v.parse(WipedSchema, mark.value);
  }

  /** The device has been wiped: what is set up on it from now on is another device to the server. */
  async saveWiped(wiped: Wiped): Promise<void> {
    await this.#db.transaction('rw', this.#marks, async () => {
      await this.#marks.delete('device-id');
      await this.#marks.where('name').startsWith(pinMark('')).delete();
      await this.#marks.put({ name: 'wiped', value: wiped });
    });
  }

  /** The outage notice that is kept here, signed. */
  async findNotice(): Promise<string | undefined> {
    return this.#findText('notice');
  }

  /** When it came, ISO. */
  async findNoticeTime(): Promise<string | undefined> {
    return this.#findText('notice-taken');
  }

  async saveNotice(signed: string, takenAt: string): Promise<void> {
    await this.#marks.bulkPut([
      { name: 'notice', value: signed },
      { name: 'notice-taken', value: takenAt },
    ]);
  }

  /** `chosenAt`: server time, ms. */
  async savePin(userHash: string, chosenAt: number): Promise<void> {
    await this.#marks.put({ name: pinMark(userHash), value: chosenAt });
  }

  /** When the PIN was chosen that was known of here; from now on none is. Of several that ask, one is told. */
  async takePin(userHash: string): Promise<number | undefined> {
    return this.#db.transaction('rw', this.#marks, async () => {
      const found = (await this.#marks.get(pinMark(userHash)))?.value;
      await this.#marks.delete(pinMark(userHash));
      return typeof found === 'number' ? found : undefined;
    });
  }

  /** Somebody has read it and begins anew. */
  async dropWiped(): Promise<void> {
    await this.#marks.delete('wiped');
  }

  close(): void {
    this.#db.close();
  }

  async #findText(name: Mark['name']): Promise<string | undefined> {
    const found = (await this.#marks.get(name))?.value;
    return typeof found === 'string' ? found : undefined;
  }

  /** Without room for it there is one place, until `findAll` finds room. */
  async #copy(enrolment: Enrolment): Promise<void> {
    await this.#place.save(enrolmentKey(enrolment.journalBase), enrolment).catch(() => undefined);
  }

  async #copied(): Promise<Enrolment[]> {
    const keys = (await this.#place.keys()).filter((key) => key.startsWith(enrolmentKey('')));
    const found = await Promise.all(keys.map((key) => this.#findCopy(key)));
    return found.filter((enrolment) => enrolment !== undefined);
  }

  async #findCopy(key: string): Promise<Enrolment | undefined> {
    const parsed = v.safeParse(EnrolmentSchema, await this.#place.find(key));
    return parsed.success ? parsed.output : undefined;
  }
}

/** The key of an enrolment in its second place. */
export function enrolmentKey(journalBase: string): string {
  return `enrolments/${journalBase}`;
}

/** `fetch` that shows, for a journal's address, the credential of the enrolment that it belongs to. */
export function asEnrolled(ask: typeof fetch, enrolments: Pick<Enrolments, 'find'>): typeof fetch {
  return async (input, options) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const base = url.pathname.split('/').flatMap((part) => JOURNAL_NAME.exec(part)?.[1] ?? [])[0];
    const enrolment = base === undefined ? undefined : await enrolments.find(base);
    if (!enrolment) return ask(input, options);
    const headers = new Headers(options?.headers);
    headers.set(DEVICE_HEADER, enrolment.credential);
    return ask(input, { ...options, headers });
  };
}
