/** Sends a body so that a slow line carries little of it, and a cut one little of it again. */
import * as v from 'valibot';
import { digestOf } from '../../record/digest';
import { COMPRESSED, IN_PIECES, MissingPiecesSchema, MOST_PIECES, PIECE_BYTES } from '../../record/pieces';
import { compress } from '../gzip';

/** What is hardly longer than its headers is not worth the work. */
const SHORT = 1_000;
/** More are sent at once for as long as this is enough for them: a fast line need not wait, and a slow one loses one at a cut. */
const MOMENT_MS = 750;
const MOST_AT_ONCE = 16;

export interface Outgoing {
  ask: typeof fetch;
  /** Of the journal, without a slash at the end. */
  address: string;
}

/** `body` is what `options` would send. Rejects as `fetch` does. */
export async function sendCompressed(
  url: string,
  options: RequestInit,
  body: string,
  { ask, address }: Outgoing,
): Promise<Response> {
  if (body.length < SHORT) return ask(url, options);
  const packed = await compress(new TextEncoder().encode(body));
  const pieces = piecesOf(packed);
  if (pieces.length === 1) return ask(url, coded(options, COMPRESSED, packed));
  // No more than the server has room for. It takes as much in one as it ever did.
  if (pieces.length > MOST_PIECES) return ask(url, options);
  const list = JSON.stringify(await Promise.all(pieces.map(digestOf)));
  const name = () => ask(url, coded(options, IN_PIECES, list));
  const answer = await name();
  const missing = await missingFrom(answer);
  if (missing.length === 0) return answer;
  const refusal = await sendPieces(missing, pieces, { ask, address });
  return refusal ?? name();
}

/** Each whole, the last one shorter: what was added at the end leaves those before it as they were. */
function piecesOf(bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>[] {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(bytes.slice(at, at + PIECE_BYTES));
  return pieces;
}

function coded(options: RequestInit, coding: string, body: BodyInit): RequestInit {
  const headers = new Headers(options.headers);
  headers.set('content-encoding', coding);
  return { ...options, headers, body };
}

async function missingFrom(answer: Response): Promise<number[]> {
  if (answer.status !== 409) return [];
  const parsed = v.safeParse(MissingPiecesSchema, await answer.clone().json());
  return parsed.success ? parsed.output.missing : [];
}

/** The first answer that is not the one hoped for. When it ends, however it does, nothing is under way any more. */
async function sendPieces(
  places: readonly number[],
  pieces: readonly Uint8Array<ArrayBuffer>[],
  { ask, address }: Outgoing,
): Promise<Response | undefined> {
  const headers = { 'content-type': 'application/octet-stream' };
  const send = (place: number) =>
    ask(`${address}/_pieces/${place}`, { method: 'PUT', headers, body: pieces[place] ?? null });
  let atOnce = 1;
  for (let at = 0; at < places.length;) {
    const now = places.slice(at, at + atOnce);
    const began = performance.now();
    const ends = await Promise.allSettled(now.map(send));
    for (const end of ends) {
      if (end.status === 'rejected') throw end.reason;
      if (end.value.status !== 201) return end.value;
    }
    at += now.length;
    const isQuick = performance.now() - began < MOMENT_MS;
    atOnce = isQuick ? Math.min(atOnce * 2, MOST_AT_ONCE) : Math.max(Math.floor(atOnce / 2), 1);
  }
  return undefined;
}
