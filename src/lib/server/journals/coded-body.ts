/** A body of a journal's request: plain, compressed, or in pieces that came before it. */
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { COMPRESSED, IN_PIECES, PieceListSchema } from '../../record/pieces';
import { parseJson, readBytes, readJson, tooLarge } from './json-body';
import type { Pieces } from './pieces';
import { ProtocolError } from './protocol-error';

/** The body as JSON, of `limit` bytes at most: as it is, and as it comes. Throws a `ProtocolError`. */
export async function readCoded(
  request: Request,
  pieces: Pick<Pieces, 'join'>,
  limit: number,
): Promise<unknown> {
  switch (request.headers.get('content-encoding') ?? 'identity') {
    case 'identity':
      return readJson(request, limit);
    case COMPRESSED:
      return parseJson(inflated(await readBytes(request, limit), limit));
    case IN_PIECES: {
      const list = v.safeParse(PieceListSchema, await readJson(request, limit));
      if (!list.success) throw new ProtocolError(400, 'bad_request', 'This is no list of pieces.');
      return parseJson(inflated(await pieces.join(list.output), limit));
    }
    default:
      throw new ProtocolError(415, 'bad_content_type', 'This coding of a body is not served.');
  }
}

/** Stops at the limit, however much more there would be. */
function inflated(bytes: Uint8Array, limit: number): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: limit });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge();
    throw new ProtocolError(400, 'bad_request', 'The body is not compressed as it says.');
  }
}
