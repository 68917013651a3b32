/**
 * What a device does for all its users, whether a vault is open or not: carries their sealed journals, and hears whether it
 * was reported lost. What carries and wipes is fetched when there is something to do: the lock screen needs none of it.
 */
import { JOURNAL_NAME } from '../record/ids';
import type { Enrolment } from './enrolments';
import { errorName } from './error-name';
import type { OwnedCopy } from './journal/entry-copies';
import type { JournalRow } from './journal/registry';
import type { JournalDatabases } from './journal/journal-db';
import type { Surroundings } from './surroundings';
import { Alarm } from './sync/alarm';
import type { WipeParts } from './wipe';

export interface ErrandsParts extends Omit<Surroundings, 'openNews'> {
  databases: () => Promise<JournalDatabases>;
  /** Whose vault is open, by hash: their own sync carries their journal. */
  openUser: () => string | undefined;
  /** Closes every vault, before a wipe. */
  closeAll: () => Promise<void>;
  /** The user whose vault is open has left. */
  forgetOpen: () => Promise<void>;
  /** Told before the page is. */
  onWiped: () => void;
}

const EVERY_MS = 60_000;

export class Errands {
  readonly #parts: ErrandsParts;
  readonly #ended = new AbortController();
  readonly #alarm = new Alarm();
  /** Copies that the server holds, as it said since this worker began. */
  readonly #carried = new Set<string>();

  constructor(parts: ErrandsParts) {
    this.#parts = parts;
  }

  /** From now on until the end, in one tab of all that are open. */
  async start(): Promise<void> {
    const { signal } = this.#ended;
    const wake = () => {
      this.#alarm.ring();
    };
    addEventListener('online', wake, { signal });
    try {
      await this.#parts.locks.request('doorstep-errands', { signal }, async () => {
        for (;;) {
          await this.run();
          await this.#alarm.wait(EVERY_MS);
          if (signal.aborted) return;
        }
      });
    } catch (error) {
      if (!signal.aborted) console.error('Errands have ended', errorName(error));
    }
  }

  stop(): void {
    this.#ended.abort();
    this.#alarm.ring();
  }

  /** One round. Never rejects: the next one must come all the same. */
  async run(): Promise<void> {
    const { enrolments, openUser } = this.#parts;
    // By themselves: they need no database, and may be all that is left.
    await this.#attempt(() => this.#carryCopies());
    await this.#attempt(async () => this.#carry(await enrolments.findAll()));
    // The requests of whose vault is open hear of it. By itself: a journal that can't be carried holds up no wipe.
    await this.#attempt(async () =>
      this.#followOrders((await enrolments.findAll()).filter(({ userHash }) => userHash !== openUser())),
    );
  }

  /** The server does not answer whose vault is open. It says why to the device itself. Never rejects. */
  async askForOpen(): Promise<void> {
    const { enrolments, openUser } = this.#parts;
    await this.#attempt(async () =>
      this.#followOrders((await enrolments.findAll()).filter(({ userHash }) => userHash === openUser())),
    );
  }

  /** This device was reported lost. Never rejects: what is cut short is gone on with when that is heard again. */
  async wipe(): Promise<void> {
    try {
      await this.#parts.locks.request('doorstep-wipe', () => this.#wipeOnce());
    } catch (error) {
      console.error('The wipe was cut short', errorName(error));
    }
  }

  async #wipeOnce(): Promise<void> {
    // Another tab was first.
    if (await this.#parts.enrolments.findWiped()) return;
    await this.#parts.closeAll();
    this.#parts.events.emit({ kind: 'wiping' });
    const { wipeDevice } = await import('./wipe');
    await wipeDevice(await this.#wipeParts());
    this.#parts.onWiped();
    this.#parts.events.emit({ kind: 'wiped' });
  }

  async #attempt(errand: () => Promise<void>): Promise<void> {
    try {
      await errand();
    } catch (error) {
      if (!this.#ended.signal.aborted) console.error('A round of errands failed', errorName(error));
    }
  }

  /** Entries whose journal this browser has lost. */
  async #carryCopies(): Promise<void> {
    const { entryCopies, openUser } = this.#parts;
    const isMeant = (copy: OwnedCopy) => copy.userHash !== openUser() && !this.#carried.has(idOf(copy));
    if (!(await entryCopies.listAll()).some(isMeant)) return;
    const { carryCopies, copiesAlone } = await import('./journal/carry-copies');
    const alone = (await copiesAlone(entryCopies)).filter(isMeant);
    const { carried } = await carryCopies(alone, entryCopies, this.#carrier);
    for (const copy of carried) this.#carried.add(idOf(copy));
  }

  async #carry(enrolled: readonly Enrolment[]): Promise<void> {
    const { registry, openUser } = this.#parts;
    const bases = new Set(enrolled.map(({ journalBase }) => journalBase));
    const isOurs = ({ name, userHash }: JournalRow) =>
      bases.has(JOURNAL_NAME.exec(name)?.[1] ?? '') && userHash !== openUser();
    if (!(await registry.findAll()).some((row) => row.waiting !== '' && isOurs(row))) return;
    const { carryJournals } = await import('./journal/carry');
    await carryJournals(await this.#wipeParts(), isOurs);
  }

  async #followOrders(enrolled: readonly Enrolment[]): Promise<void> {
    for (const enrolment of enrolled) {
      const answer = await this.#parts.server.orders(enrolment.credential);
      if (answer.kind !== 'orders') continue;
      if (answer.orders.left) await this.#forget(enrolment);
      if (answer.orders.order !== 'wipe') continue;
      if (enrolment.wiped) await this.#handOverRest(enrolment);
      else {
        await this.wipe();
        return;
      }
    }
  }

  /** Nothing of a patient stays here for somebody who has left; what they wrote does, and is carried. */
  async #forget({ userHash }: Enrolment): Promise<void> {
    if (userHash === this.#parts.openUser()) {
      await this.#parts.forgetOpen();
      return;
    }
    const { forgetPatientsOf } = await import('./packs/forget-patients');
    await forgetPatientsOf(userHash, this.#parts.sentinel);
  }

  /** What was left when this device was wiped. */
  async #handOverRest({ journalBase }: Enrolment): Promise<void> {
    const { handOver } = await import('./wipe');
    const left = await handOver(await this.#wipeParts(), (base) => base === journalBase);
    if (left.length === 0) await this.#parts.enrolments.forget([journalBase]);
  }

  async #wipeParts(): Promise<WipeParts> {
    return { ...this.#parts, ...this.#carrier, databases: await this.#parts.databases() };
  }

  get #carrier() {
    const { locks, journalsAddress: address, ask } = this.#parts;
    return { locks, address, ask };
  }
}

function idOf({ entryId, rev }: OwnedCopy): string {
  return `${entryId} ${rev}`;
}
