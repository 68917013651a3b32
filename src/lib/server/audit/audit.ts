/** The audit of the whole organisation: takes up the devices' chains, keeps the server's, and answers who did what. */
import {
  breachOf,
  findBreach,
  linkAad,
  MOST_LINKS,
  type Carried,
  type Countersigned,
  type Head,
  type SealedLink,
} from '../../record/audit-chain';
import { readAuditEvent, type Act, type ActRow } from '../../record/audit-event';
import { openSealed, type OpeningKey } from '../../record/seal';
import { KeyedQueue } from '../keyed-queue';
import type { Store } from '../store/store';
import { AuditStore, type End, type HeldLink } from './audit-store';
import { countersign, vouchedFor } from './countersign';
import { ServerChain } from './server-chain';

export interface AuditParts {
  store: Store;
  /** Opens what devices sealed. */
  keys: readonly OpeningKey[];
  /** Countersigns. */
  secret: Uint8Array;
  now: () => Date;
}

/** Whose chain it is: links that name another author are marked. */
export interface ChainOwner {
  userId: string;
}

const ATTEMPTS = 10;

export class Audit {
  readonly records: AuditStore;
  readonly #parts: Omit<AuditParts, 'store'>;
  readonly #own: ServerChain;
  readonly #queue = new KeyedQueue();

  private constructor(records: AuditStore, parts: Omit<AuditParts, 'store'>) {
    this.records = records;
    this.#parts = parts;
    this.#own = new ServerChain(records, parts.now);
  }

  static async open({ store, ...parts }: AuditParts): Promise<Audit> {
    return new Audit(await AuditStore.open(store), parts);
  }

  /** What `user` did on the server. Resolves when it is written. */
  record(act: Act, user?: { id: string; role: string }): Promise<void> {
    return this.#own.record(act, user);
  }

  /**
   * Takes up links of a device, and vouches for the last. Nothing is turned away: what does not follow is kept and
   * marked, somebody is told, and the chain goes on from there.
   */
  accept(carried: Carried, owner: ChainOwner): Promise<Countersigned> {
    return this.#queue.run(carried.chain, async () => {
      for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
        const accepted = await this.#acceptOnce(carried, owner);
        if (accepted) return countersign(carried.chain, accepted, this.#parts.secret);
      }
      throw new Error('an audit chain was too busy');
    });
  }

  /** Goes through a chain as it is held, and names the first thing that is wrong with it or was when it came. */
  async findBreach(chain: string): Promise<{ breach: string; seq: number } | undefined> {
    const [links, end] = await Promise.all([this.records.linksOf(chain), this.records.end(chain)]);
    const texts = links.map((link) => ({ ...link, text: link.text ?? '' }));
    const found = await findBreach(chain, texts, end.seq > 0 ? [end] : []);
    if (found) return found;
    const marked = links.find(({ breach }) => breach !== undefined);
    return marked && { breach: marked.breach ?? '', seq: marked.seq };
  }

  async close(): Promise<void> {
    await this.#own.settled();
  }

  /** The last head; undefined when another app server was first. */
  async #acceptOnce(carried: Carried, owner: ChainOwner): Promise<Head | undefined> {
    const { chain, links } = carried;
    const last = links.at(-1);
    if (!last) throw new TypeError('the schema promises a link');
    const end = await this.records.end(chain);
    const held = await this.records.held(chain, links);
    const fresh = links.filter((link) => !held.has(link.hash)); // the others came before, and the answer was lost
    const breaches: Breaches = [];
    let head = await this.#from(carried, end, breaches);
    const taken: HeldLink[] = [];
    const rows: ActRow[] = [];
    for (const sealed of fresh) {
      const { link, row } = await this.#open(chain, sealed, head, owner);
      if (link.breach !== undefined) breaches.push({ breach: link.breach, seq: link.seq });
      taken.push(link);
      if (row) rows.push(row);
      head = link;
    }
    if (links.length < MOST_LINKS && carried.reached > last.seq)
      breaches.push({ breach: 'cut', seq: last.seq + 1 });
    if ((await this.records.append(end, taken, rows)) === 'conflict') return undefined;
    for (const { breach, seq } of breaches) {
      await this.record({
        kind: 'chain-broken',
        reason: breach,
        aboutUserId: owner.userId,
        words: `${chain} ${seq}`,
      });
    }
    return last;
  }

  /** Where the device's links have to go on: at the end of the chain, or further, when a backup took us back. */
  async #from({ chain, countersigned }: Carried, end: End, breaches: Breaches): Promise<Head> {
    const vouched = countersigned && (await vouchedFor(chain, countersigned, this.#parts.secret));
    if (!vouched || vouched.seq <= end.seq) return end;
    breaches.push({ breach: 'forgotten-here', seq: end.seq + 1 });
    return vouched;
  }

  async #open(
    chain: string,
    { sealed, seq, prev, hash }: SealedLink,
    head: Head,
    owner: ChainOwner,
  ): Promise<{ link: HeldLink; row?: ActRow }> {
    const receivedAt = this.#parts.now().toISOString();
    const kept = { chain, seq, prev, hash, receivedAt };
    const opened = await openSealed(sealed, linkAad(chain, seq), this.#parts.keys);
    const row = opened.kind === 'opened' ? readAuditEvent(parse(opened.value)) : undefined;
    if (opened.kind !== 'opened' || typeof opened.value !== 'string' || !row) {
      return { link: { ...kept, sealed, breach: 'unreadable' } };
    }
    const text = opened.value;
    const stranger = row.userId === owner.userId ? undefined : ('wrong-author' as const);
    const breach = (await breachOf({ chain, seq, prev, hash, text }, chain, head)) ?? stranger;
    const link: HeldLink = { ...kept, text, ...(breach === undefined ? {} : { breach }) };
    // Whatever it says, it was this user's vault that wrote it.
    return { link, row: { ...row, userId: owner.userId } };
  }
}

type Breaches = { breach: NonNullable<HeldLink['breach']> | 'cut' | 'forgotten-here'; seq: number }[];

function parse(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
