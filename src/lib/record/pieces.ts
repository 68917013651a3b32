/**
 * A long body on its way up, in pieces that the server keeps until it has them all: a line that is cut costs one of them.
 * Which coding a body has stands in `content-encoding`; that the server takes both, in `accept-encoding` of its answers.
 */
import * as v from 'valibot';

export const COMPRESSED = 'gzip';
/** The body is a list of digests: of the pieces, in their order, of what it is when compressed. */
export const IN_PIECES = 'gzip, pieces';

/** Smaller ones cost more in headers, larger ones more at each cut. */
export const PIECE_BYTES = 16 * 1024;
export const MOST_PIECES = 1_280;

export const PieceListSchema = v.pipe(
  v.array(v.pipe(v.string(), v.regex(/^[\w-]{22}$/))),
  v.minLength(1),
  v.maxLength(MOST_PIECES),
);

/** With 409: places in the list of those that the server has not. */
export const MissingPiecesSchema = v.looseObject({
  error: v.literal('missing_pieces'),
  missing: v.array(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MOST_PIECES - 1))),
});
