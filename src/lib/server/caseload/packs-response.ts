/**
 * `POST /api/packs` as HTTP. Each line compressed by itself, for whoever asks for that: the least work on both sides. Or text,
 * compressed as a whole: of whole packs a quarter of the bytes.
 */
import type { PackRequest } from '../../record/pack';
import { PACKED_LINES } from '../../record/packed-lines';
import { compressed, streamOf } from '../http/compressed';
import { packedLines, packLines, type PackParts } from './packs';

export function packsResponse(request: Request, want: PackRequest['want'], parts: PackParts): Response {
  const takesPacked = request.headers.get('accept')?.includes(PACKED_LINES) ?? false;
  if (takesPacked)
    return new Response(streamOf(packedLines(want, parts)), { headers: { 'content-type': PACKED_LINES } });
  const headers = { 'content-type': 'application/x-ndjson' };
  const isLong = want.some(({ since }) => since === undefined);
  return compressed(request, streamOf(packLines(want, parts)), headers, isLong);
}
