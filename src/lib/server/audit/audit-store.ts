/** The audit at rest: every link of every chain, and beside them rows by patient, by user and for review. */
import * as v from 'valibot';
import { HeadSchema, START, type Breach, type Head, type Link } from '../../record/audit-chain';
import type { ActRow } from '../../record/audit-event';
import type { Sealed } from '../../record/journal-docs';
import { findDocument, writeDocuments } from '../store/documents';
import type { Database, Store } from '../store/store';
import { ValueStore } from '../store/values';

/** A link as it was received. Nothing is turned away: what does not fit is kept, and marked. */
export interface HeldLink extends Omit<Link, 'text'> {
  /** Absent when it could not be opened: it is kept as it came. */
  text?: string;
  sealed?: Sealed;
  receivedAt: string;
  breach?: Breach | 'unreadable' | 'wrong-author';
}

export const HeldLinkSchema = v.looseObject({
  chain: v.string(),
  ...HeadSchema.entries,
  prev: v.string(),
  text: v.optional(v.string()),
  breach: v.optional(v.string()),
});

const RowSchema = v.looseObject({
  id: v.string(),
  kind: v.string(),
  recorded: v.string(),
  userId: v.optional(v.string()),
  role: v.optional(v.string()),
  patientId: v.optional(v.string()),
  aboutUserId: v.optional(v.string()),
  reason: v.optional(v.string()),
  words: v.optional(v.string()),
  count: v.optional(v.number()),
  happened: v.optional(v.string()),
  address: v.optional(v.string()),
});

const ReviewSchema = v.looseObject({
  row: RowSchema,
  reviewedBy: v.optional(v.string()),
  reviewedAt: v.optional(v.string()),
  words: v.optional(v.string()),
});
/** An act that a person has to look at, and what they made of it. */
export interface Review {
  row: ActRow;
  reviewedBy?: string;
  reviewedAt?: string;
  words?: string;
}

const EndSchema = v.object({ _id: v.string(), _rev: v.string(), ...HeadSchema.entries });
/** Where a chain ends, with the revision to move it by. */
export interface End extends Head {
  _rev?: string;
}

/** Stands for a user's id, where nobody is known who did it and to whom: no user is called so. */
export const NOBODY = '-';

/** What a privacy officer looks at. */
const FOR_REVIEW = new Set(['break-glass', 'claim', 'chain-broken']);

const endId = (chain: string) => `end:${chain}`;
const linkPrefix = (chain: string) => `link:${chain}:`;
const linkId = (chain: string, { seq, hash }: Head) =>
  `${linkPrefix(chain)}${String(seq).padStart(10, '0')}:${hash}`;
const reviewId = ({ recorded, id }: ActRow) => `review:${recorded}:${id}`;
/** From one instant to another, both ISO. */
const span = (prefix: string, from = '', to = '\uffff') => ({
  startkey: `${prefix}:${from}`,
  endkey: `${prefix}:${to}\uffff`,
});

export class AuditStore {
  readonly #database: Database;
  readonly #values: ValueStore;

  private constructor(database: Database) {
    this.#database = database;
    this.#values = new ValueStore(database);
  }

  static async open(store: Store): Promise<AuditStore> {
    return new AuditStore(await store.open('audit'));
  }

  async end(chain: string): Promise<End> {
    const found = await findDocument(this.#database, endId(chain));
    if (found === undefined) return START;
    const { seq, hash, _rev } = v.parse(EndSchema, found);
    return { seq, hash, _rev };
  }

  /**
   * Writes links with their rows, and then that the chain ends with the last of them. Written twice, they are there once.
   * `conflict`: another app server moved the end meanwhile.
   */
  async append(
    after: End,
    links: readonly HeldLink[],
    rows: readonly ActRow[],
  ): Promise<'written' | 'conflict'> {
    const last = links.at(-1);
    if (!last) return 'written';
    await this.#values.put([
      ...links.map((link) => [linkId(link.chain, link), link] as const),
      ...rows.flatMap((row) => placesOf(row).map((id) => [id, row] as const)),
    ]);
    await this.#open(rows);
    const { chain, seq, hash } = last;
    const end = { _id: endId(chain), _rev: after._rev, seq, hash };
    return writeDocuments(this.#database, [end]);
  }

  /** The hashes of those of these links that are here already. */
  async held(chain: string, links: readonly Head[]): Promise<ReadonlySet<string>> {
    const found = await this.#values.find(
      HeldLinkSchema,
      links.map((link) => linkId(chain, link)),
    );
    return new Set(found.map(({ hash }) => hash));
  }

  /** Everything that was received of a chain, in order. */
  linksOf(chain: string): Promise<v.InferOutput<typeof HeldLinkSchema>[]> {
    const prefix = linkPrefix(chain);
    return this.#values.range(HeldLinkSchema, { startkey: prefix, endkey: `${prefix}\uffff` });
  }

  async chains(): Promise<string[]> {
    const { rows } = await this.#database.allDocs({ startkey: endId(''), endkey: endId('\uffff') });
    return rows.map(({ id }) => id.slice(endId('').length));
  }

  ofPatient(patientId: string, from?: string, to?: string): Promise<ActRow[]> {
    return this.#rows(span(`patient:${patientId}`, from, to));
  }

  ofUser(userId: string, from?: string, to?: string): Promise<ActRow[]> {
    return this.#rows(span(`user:${userId}`, from, to));
  }

  async reviews(): Promise<Review[]> {
    return (await this.#values.range(ReviewSchema, span('review'))) as Review[];
  }

  /** Marks an act as looked at; false when there is no such act to look at. */
  async putReview(
    of: { recorded: string; id: string },
    review: Required<Omit<Review, 'row'>>,
  ): Promise<boolean> {
    const id = reviewId(of as ActRow);
    const [held] = await this.#values.find(ReviewSchema, [id]);
    if (held) await this.#values.put([[id, { ...held, ...review }]]);
    return held !== undefined;
  }

  async #rows(range: { startkey: string; endkey: string }): Promise<ActRow[]> {
    return (await this.#values.range(RowSchema, range)) as ActRow[];
  }

  /** Those that are looked at already stay so, when their links come again. */
  async #open(rows: readonly ActRow[]): Promise<void> {
    for (const row of rows.filter(({ kind }) => FOR_REVIEW.has(kind))) {
      const [held] = await this.#values.find(ReviewSchema, [reviewId(row)]);
      if (!held) await this.#values.put([[reviewId(row), { row }]]);
    }
  }
}

function placesOf(row: ActRow): string[] {
  const { id, recorded, patientId, userId, aboutUserId } = row;
  const users = new Set([userId, aboutUserId].filter((one) => one !== undefined));
  if (users.size === 0) users.add(NOBODY);
  return [
    ...(patientId === undefined ? [] : [`patient:${patientId}:${recorded}:${id}`]),
    ...[...users].map((user) => `user:${user}:${recorded}:${id}`),
  ];
}
