/** What the server itself sees done: sign-ins, refusals, exports, administration. A chain of its own for each run. */
import { randomUUID } from 'node:crypto';
import { nextLink, START } from '../../record/audit-chain';
import { auditEventOf, readAuditEvent, type Act, type ActRow } from '../../record/audit-event';
import type { AuditStore, End, HeldLink } from './audit-store';

interface Waiting {
  act: Act;
  user: { id: string; role: string } | undefined;
  resolve: () => void;
  reject: (cause: unknown) => void;
}

export class ServerChain {
  readonly #store: AuditStore;
  readonly #now: () => Date;
  readonly #chain = `server-${randomUUID()}`;
  #end: End = START;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;

  constructor(store: AuditStore, now: () => Date) {
    this.#store = store;
    this.#now = now;
  }

  /** Resolves when it is written. What comes while a write runs is written together, after it. */
  record(act: Act, user?: { id: string; role: string }): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ act, user, resolve, reject });
    });
    this.#writing ??= this.#writeAll();
    return done;
  }

  /** Resolves when all that was recorded is written or has failed. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #writeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      try {
        await this.#write(batch);
        for (const { resolve } of batch) resolve();
      } catch (cause) {
        for (const { reject } of batch) reject(cause);
      }
    }
    // At once: whoever was waiting may go on to record the next act before anything else happens.
    this.#writing = undefined;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const links: HeldLink[] = [];
    const rows: ActRow[] = [];
    for (const { act, user } of batch) {
      const recorded = this.#now().toISOString();
      const event = auditEventOf(act, {
        id: randomUUID(),
        recorded,
        ...(user ? { user: { id: user.id, role: user.role } } : {}),
        place: 'server',
      });
      const link = await nextLink(this.#chain, links.at(-1) ?? this.#end, JSON.stringify(event));
      links.push({ ...link, receivedAt: recorded });
      const row = readAuditEvent(event);
      if (row) rows.push(row);
    }
    if ((await this.#store.append(this.#end, links, rows)) === 'conflict') {
      throw new Error('another process writes into the chain of this one');
    }
    this.#end = await this.#store.end(this.#chain);
  }
}
