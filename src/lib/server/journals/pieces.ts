/**
 * Pieces of a body that is still on its way, kept in the journal itself: any app server can put them together. Each has its
 * place, which the next body's piece takes: what is never completed grows no larger than one body.
 */
import * as v from 'valibot';
import { digestOf } from '../../record/digest';
import { reportOf } from '../http/error-report';
import { findDocument, isConflict } from '../store/documents';
import type { Database } from '../store/store';
import { ProtocolError } from './protocol-error';

const PieceSchema = v.looseObject({
  _id: v.string(),
  _rev: v.string(),
  digest: v.string(),
  data: v.string(),
});
type Piece = v.InferOutput<typeof PieceSchema>;

export class Pieces {
  readonly #journal: Database;
  #joined: Piece[] = [];

  constructor(journal: Database) {
    this.#journal = journal;
  }

  async save(place: number, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    const held = await this.#find(place);
    const piece = { digest: await digestOf(bytes), data: Buffer.from(bytes).toString('base64') };
    try {
      await this.#journal.put({ ...(held ? { _rev: held._rev } : {}), _id: idOf(place), ...piece });
    } catch (cause) {
      // The same piece, come twice; or another, and then `join` says that this one is missing.
      if (!isConflict(cause)) throw cause;
    }
  }

  /** The body whose pieces have these digests. Throws a 409 that names the places of those that are not here. */
  async join(digests: readonly string[]): Promise<Uint8Array> {
    const joined: Piece[] = [];
    const missing: number[] = [];
    for (const [place, digest] of digests.entries()) {
      const held = await this.#find(place);
      if (held?.digest === digest) joined.push(held);
      else missing.push(place);
    }
    if (missing.length > 0) {
      throw new ProtocolError(409, 'missing_pieces', 'Send these pieces first.', { missing });
    }
    this.#joined = joined;
    return Buffer.concat(joined.map(({ data }) => Buffer.from(data, 'base64')));
  }

  /** What came of them is written. What can't be dropped is in nobody's way. */
  async drop(): Promise<void> {
    try {
      for (const { _id, _rev } of this.#joined) await this.#journal.remove(_id, _rev);
    } catch (cause) {
      console.error('Pieces of a body could not be dropped:', reportOf(cause));
    }
  }

  async #find(place: number): Promise<Piece | undefined> {
    return v.parse(v.optional(PieceSchema), await findDocument(this.#journal, idOf(place)));
  }
}

/** Not among what a device may read or write itself: see `OWN_LOCAL`. */
function idOf(place: number): string {
  return `_local/doorstep-piece-${place}`;
}
