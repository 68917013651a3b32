/**
 * Whether a caseload that came empty is one. A blank answer says nothing of anybody: only when the server says of each
 * patient by name that there is no reason to see them any more, have they all left.
 */
import type { CaseloadRow } from '../../record/caseload';
import { readPackStream } from './pack-stream';
import type { ServerClient } from './server-client';

const PATIENCE_MS = 60_000;

/** False also when it can't be found out. */
export async function haveAllLeft(
  held: readonly CaseloadRow[],
  server: Pick<ServerClient, 'packs'>,
): Promise<boolean> {
  const want = held.map(({ patientId, version }) => ({ patientId, since: version }));
  const answer = await server.packs({ want }, AbortSignal.timeout(PATIENCE_MS));
  if (answer.kind !== 'stream') return false;
  const left = new Set<string>();
  const end = await readPackStream(answer, {
    onPack: () => Promise.resolve(),
    onGone: ({ patientId, left: hasLeft }) => hasLeft && left.add(patientId),
    onBytes: () => undefined,
  });
  return end === 'complete' && held.every(({ patientId }) => left.has(patientId));
}
