/** Which journals are to be filed, and when: as soon as something came, and again and again until all of it is dealt with. */
import { reportOf } from '../http/error-report';
import type { Store } from '../store/store';
import { JournalFiler, type FilerParts } from './journal-filer';

const AT_ONCE = 4;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 300_000;

export type FilingParts = Omit<FilerParts, 'onFailure'> & {
  /** Wait before the first retry; it doubles from try to try. */
  firstRetryMs?: number;
};

/** How far filing is behind, in journals. */
export interface Backlog {
  /** To be filed now, or being filed. */
  waiting: number;
  /** Could not be filed, or not all of it, and will be tried again. */
  retrying: number;
}

export class Filing {
  readonly #store: Store;
  readonly #filer: JournalFiler;
  readonly #firstRetryMs: number;
  /** Journals to be filed, in the order in which they were named. */
  readonly #due = new Set<string>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #retries = new Map<string, { timer: NodeJS.Timeout; waitMs: number }>();
  #closed = false;

  constructor({ firstRetryMs = FIRST_RETRY_MS, ...parts }: FilingParts) {
    this.#store = parts.store;
    this.#firstRetryMs = firstRetryMs;
    this.#filer = new JournalFiler({
      ...parts,
      onFailure: (cause) => {
        console.error('An entry could not be filed yet:', reportOf(cause));
      },
    });
  }

  /** Something may have come into this journal. */
  notify(name: string): void {
    if (this.#closed) return;
    this.#due.add(name);
    this.#startDue();
  }

  /** A person has decided on an entry that was refused. Resolves when it is answered anew. */
  refile(journal: string, entryId: string): Promise<void> {
    return this.#filer.refile(journal, entryId);
  }

  /** Takes up whatever an earlier run of the server left. */
  async takeUp(): Promise<void> {
    for (const name of await this.#store.journalNames()) this.notify(name);
  }

  /** Resolves when nothing is due or under way. What failed and waits for its next try does not count. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running.values());
  }

  backlog(): Backlog {
    return { waiting: new Set([...this.#due, ...this.#running.keys()]).size, retrying: this.#retries.size };
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#due.clear();
    for (const { timer } of this.#retries.values()) clearTimeout(timer);
    this.#retries.clear();
    await this.settled();
  }

  /** One journal is filed by one run at a time; named meanwhile, it is filed once more. */
  #startDue(): void {
    for (const name of this.#due) {
      if (this.#running.size >= AT_ONCE) return;
      if (this.#running.has(name)) continue;
      this.#due.delete(name);
      const run = this.#file(name).finally(() => {
        this.#running.delete(name);
        this.#startDue();
      });
      this.#running.set(name, run);
    }
  }

  async #file(name: string): Promise<void> {
    let all = false;
    try {
      all = await this.#filer.file(name);
    } catch (cause) {
      console.error('A journal could not be filed yet:', reportOf(cause));
    }
    if (all) this.#forgetRetry(name);
    else this.#retryLater(name);
  }

  #retryLater(name: string): void {
    if (this.#closed) return;
    const before = this.#retries.get(name);
    clearTimeout(before?.timer);
    const waitMs = before ? Math.min(before.waitMs * 2, LAST_RETRY_MS) : this.#firstRetryMs;
    const timer = setTimeout(() => {
      this.notify(name);
    }, waitMs);
    this.#retries.set(name, { timer, waitMs });
  }

  #forgetRetry(name: string): void {
    clearTimeout(this.#retries.get(name)?.timer);
    this.#retries.delete(name);
  }
}
