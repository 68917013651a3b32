/** What the server reads of the audit that a device has carried to it. */
import { linkAad } from '../../../src/lib/record/audit-chain';
import { readAuditEvent } from '../../../src/lib/record/audit-event';
import { openSealed, type OpeningKey } from '../../../src/lib/record/seal';
import type { FakeServer } from './fake-server';

export async function actsAudited(server: FakeServer, { opening }: { opening: OpeningKey }) {
  const links = server.audited.flatMap(({ links }) => links);
  const opened = await Promise.all(
    links.map(({ sealed, seq }) => openSealed(sealed, linkAad(server.journalBase, seq), [opening])),
  );
  return opened.map((link) =>
    readAuditEvent(link.kind === 'opened' ? JSON.parse(String(link.value)) : undefined),
  );
}
