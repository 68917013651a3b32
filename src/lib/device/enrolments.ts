/**
 * Whose vaults this device is enrolled with, readable without a vault: so that a locked device, or another user of it, can
 * carry a sealed journal and hear that the device was reported lost. Opaque names, and credentials that open nothing.
 */
import { Dexie, type Table } from 'dexie';
import * as v from 'valibot';
import { JOURNAL_NAME } from '../record/ids';
import { DEVICE_HEADER } from '../record/registration';
import { randomId } from './opaque';

export interface Enrolment {
  journalBase: string;
  /** Shared by all vaults that were made since devices have a name of their own. */
  deviceId: string;
  userHash: string;
  /** `Registration.credential`. */
  credential: string;
  /** Of a life of this device that was ended: only sealed journals are left of it. */
  wiped?: true;
}

const WipedSchema = v.looseObject({
  /** Device time, ISO. */
  at: v.string(),
  /** Journals with entries that could not be handed over yet. They go as soon as they are. */
  journalsLeft: v.number(),
});
/** What became of a device that was reported lost. */
export type Wiped = v.InferOutput<typeof WipedSchema>;

interface Mark {
  name: 'device-id' | 'wiped';
  value: unknown;
}

export class Enrolments {
  readonly #db: Dexie;
  readonly #enrolments: Table<Enrolment, string>;
  readonly #marks: Table<Mark, Mark['name']>;

  constructor() {
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
  }

  findAll(): Promise<Enrolment[]> {
    return this.#enrolments.toArray();
  }

  find(journalBase: string): Promise<Enrolment | undefined> {
    return this.#enrolments.get(journalBase);
  }

  /** They are of the past, and only wait for their journals to be taken up. */
  async markWiped(journalBases: readonly string[]): Promise<void> {
    await this.#enrolments.where('journalBase').anyOf(journalBases).modify({ wiped: true });
  }

  async forget(journalBases: readonly string[]): Promise<void> {
    await this.#enrolments.bulkDelete([...journalBases]);
  }

  async findWiped(): Promise<Wiped | undefined> {
    const mark = await this.#marks.get('wiped');
    return mark && v.parse(WipedSchema, mark.value);
  }

  /** The device has been wiped: what is set up on it from now on is another device to the server. */
  async saveWiped(wiped: Wiped): Promise<void> {
    await this.#db.transaction('rw', this.#marks, async () => {
      await this.#marks.delete('device-id');
      await this.#marks.put({ name: 'wiped', value: wiped });
    });
  }

  /** Somebody has read it and begins anew. */
  async dropWiped(): Promise<void> {
    await this.#marks.delete('wiped');
  }

  close(): void {
    this.#db.close();
  }
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
