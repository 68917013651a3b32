/** `GET /api/caseload` as HTTP: 304, 226 with what changed for a device that can lay it over what it has, or the whole. */
import { compressedText } from '../http/compressed';
import type { Caseloads } from './caseload';

/** The name of the change in `A-IM` and `IM` (RFC 3229). */
const MANIPULATION = 'versions';

export async function caseloadResponse(
  request: Request,
  userId: string,
  caseloads: Caseloads,
  now: Date,
): Promise<Response> {
  const known = request.headers.get('if-none-match') ?? undefined;
  const takesChange = request.headers.get('a-im') === MANIPULATION;
  const answer = await caseloads.answer(userId, known, now);
  const headers = { etag: answer.etag, date: now.toUTCString() };
  if (answer.kind === 'unchanged') return new Response(null, { status: 304, headers });
  if (answer.kind === 'change' && takesChange) {
    return Response.json(answer.change, { status: 226, headers: { ...headers, im: MANIPULATION } });
  }
  const whole = answer.kind === 'whole' ? answer : await caseloads.of(userId, now);
  return compressedText(request, JSON.stringify(whole.caseload), {
    ...headers,
    etag: whole.etag,
    'content-type': 'application/json',
  });
}
