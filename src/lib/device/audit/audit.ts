/** Records what this user does on this device: sealed for the server and chained, on the disk when it resolves. */
import { linkAad, nextLink, type Head } from '../../record/audit-chain';
import { auditEventOf, type Act } from '../../record/audit-event';
import { sealJson } from '../../record/seal';
import { errorName } from '../error-name';
import { stampOf } from '../sync/clock';
import type { OpenVault } from '../vault/open-vault';
import type { AuditStore } from './audit-store';
import type { Witness } from './witness';

/** What of a vault is readable while it is locked, and all that recording takes. */
export type AuditedVault = Pick<
  OpenVault,
  'user' | 'deviceId' | 'journalBase' | 'serverKey' | 'clockOffsetMs'
>;

export interface AuditParts {
  vault: AuditedVault;
  store: AuditStore;
  witness: Witness;
  /** Device time, ms. */
  now: () => number;
  /** Server time (ISO) of the last contact. */
  lastContact: () => string | undefined;
}

type Event = ReturnType<typeof auditEventOf>;

export class Audit {
  readonly #parts: AuditParts;
  /** Events that did not reach the disk: they go before the next one. */
  #owed: Event[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #noted: Promise<void> = Promise.resolve();
  /** Where the chain ended when this last wrote to it: the next link is written only if it still ends there. */
  #end: Head | undefined;

  constructor(parts: AuditParts) {
    this.#parts = parts;
  }

  /**
   * `recorded`: it is on the disk. When it is not, it is tried again with the next act; who must not go on unrecorded
   * (breaking glass) stops, and who must not be stopped (opening a chart of one's own caseload) goes on.
   */
  record(act: Act): Promise<'recorded' | 'not-recorded'> {
    const event = this.#eventOf(act);
    const turn = this.#turn.then(() => this.#write(event));
    this.#turn = turn;
    return turn;
  }

  /** Resolves when the witness too knows of all that was recorded. */
  async rest(): Promise<void> {
    await this.#turn;
    await this.#noted;
  }

  async #write(event: Event): Promise<'recorded' | 'not-recorded'> {
    this.#owed.push(event);
    try {
      for (let next = this.#owed[0]; next; next = this.#owed[0]) {
        await this.#append(next);
        this.#owed.shift();
      }
      return 'recorded';
    } catch (error) {
      console.error('What was done could not be recorded yet', errorName(error));
      return 'not-recorded';
    }
  }

  async #append(event: Event): Promise<void> {
    for (let isWritten = false; !isWritten;) {
      const end = this.#end ?? (await this.#findEnd());
      this.#end = end && (await this.#follow(end, event));
      isWritten = this.#end !== undefined;
    }
  }

  /** The witness knows of links that are gone: the chain goes on, and says so. Asked first, it can't be ahead by a race. */
  async #findEnd(): Promise<Head | undefined> {
    const { vault, store, witness } = this.#parts;
    const reached = await witness.reached(vault.journalBase);
    const end = await store.head(vault.journalBase);
    if (reached <= end.seq) return end;
    return this.#follow(
      end,
      this.#eventOf({ kind: 'chain-broken', reason: 'cut', count: reached - end.seq }),
    );
  }

  /** Seals outside of the transaction. Undefined: another tab's link came between, or the chain ends elsewhere. */
  async #follow(end: Head, event: Event): Promise<Head | undefined> {
    const { vault, store } = this.#parts;
    const chain = vault.journalBase;
    const { text, seq, prev, hash } = await nextLink(chain, end, JSON.stringify(event));
    const sealed = await sealJson(text, linkAad(chain, seq), [vault.serverKey]);
    if ((await store.append(chain, end, { seq, prev, hash, sealed })) === 'moved') return undefined;
    this.#note(seq);
    return { seq, hash };
  }

  /** The link is on the disk, so nobody waits for this: a witness that knows of one too few is in order. */
  #note(seq: number): void {
    const { vault, witness } = this.#parts;
    this.#noted = this.#noted
      .then(() => witness.note(vault.journalBase, seq))
      .catch((error: unknown) => {
        console.error('The audit’s witness could not be written', errorName(error));
      });
  }

  #eventOf(act: Act): Event {
    const { vault, now, lastContact } = this.#parts;
    const contact = Date.parse(lastContact() ?? '');
    const { writtenAt } = stampOf(now(), vault.clockOffsetMs, Number.isNaN(contact) ? undefined : contact);
    const { id, role } = vault.user;
    return auditEventOf(act, {
      id: crypto.randomUUID(),
      recorded: writtenAt,
      user: { id, role },
      place: vault.deviceId,
    });
  }
}
