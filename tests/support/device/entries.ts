/** Entries and receipts, as the device and the server make them. */
import type { Entry, EntryBody } from '../../../src/lib/record/entry';
import type { Sealed } from '../../../src/lib/record/journal-docs';
import type { ReceiptDetail } from '../../../src/lib/record/receipt';
import type { PublicKey } from '../../../src/lib/record/registration';
import { sealHash, sealJson } from '../../../src/lib/record/seal';
import { withSum } from '../../../src/lib/record/sum';
import { patientIdOf } from './packs';

export function entryOf(
  body: EntryBody = { kind: 'note', text: 'wombat' },
  writtenAt = '2026-11-22T09:00:00.000Z',
): Entry {
  return {
    format: 1,
    id: crypto.randomUUID(),
    patientId: patientIdOf(1),
    patientName: 'TESTPERSON, Ada',
    author: { userId: 'nurse', name: 'Amara Okafor', role: 'community-nurse' },
    deviceId: 'd00000000000000000000000000000001',
    writtenAt,
    clock: { deviceTime: writtenAt, offsetMs: 0, adjusted: false },
    body,
  };
}

/** The receipt that the server writes for what is sealed in an entry document. */
export async function receiptFor(
  doc: { _id: string; sealed: Sealed },
  change: { outcome?: 'filed' | 'refused' | 'decision'; at?: string; hash?: string } = {},
  detail?: { for: PublicKey; is: ReceiptDetail },
) {
  const entryId = doc._id.slice('entry:'.length);
  const _id = `receipt:${entryId}`;
  return withSum({
    _id,
    type: 'receipt' as const,
    format: 1 as const,
    entryId,
    outcome: 'filed' as const,
    at: '2026-11-22T10:00:00.000Z',
    hash: await sealHash(doc.sealed),
    ...change,
    ...(detail ? { sealed: await sealJson(detail.is, _id, [detail.for]) } : {}),
  });
}
