/** Carries the journals, and entries that have lost theirs, when no page is open. Needs no key: an entry is sealed from the moment it is saved. */
import { AuditStore } from '../lib/device/audit/audit-store';
import { carryAudits } from '../lib/device/audit/carry-audit';
import { CacheWitness } from '../lib/device/audit/witness';
import { asEnrolled, Enrolments } from '../lib/device/enrolments';
import { carryJournals } from '../lib/device/journal/carry';
import { carryCopies, copiesAlone } from '../lib/device/journal/carry-copies';
import { EntryCopies } from '../lib/device/journal/entry-copies';
import { JournalDatabases } from '../lib/device/journal/journal-db';
import { JournalRegistry } from '../lib/device/journal/registry';
import { ServerClient } from '../lib/device/sync/server-client';
import { CachePlace } from '../lib/device/witness/place';
import { letPageGoFirst } from './page-first';

/** The answer to an entry is there within moments of its arrival. If not, the page fetches it another time. */
const LOOK_AGAIN_MS = [500, 1_000, 2_000, 4_000];

/** Rejects when something could not be carried: the browser then tries again later. */
export async function syncJournals(): Promise<void> {
  await letPageGoFirst(navigator.locks);
  const databases = new JournalDatabases();
  const registry = new JournalRegistry();
  const store = new AuditStore();
  const place = new CachePlace();
  const enrolments = new Enrolments(place);
  const parts = {
    databases,
    registry,
    locks: navigator.locks,
    address: `${location.origin}/journals`,
    ask: asEnrolled(fetch.bind(self), enrolments),
    now: () => Date.now(),
  };
  try {
    // First: they need no database, and may be all that is left.
    const copies = new EntryCopies(place);
    const { failed } = await carryCopies(await copiesAlone(copies), copies, parts);
    if (failed) throw new Error('Entries could not be carried from their second place');
    let outcome = await carryJournals(parts);
    tellTabs();
    for (const ms of LOOK_AGAIN_MS) {
      if (outcome.failed || !outcome.waiting) break;
      await new Promise((resolve) => setTimeout(resolve, ms));
      outcome = await carryJournals(parts);
      tellTabs();
    }
    // What can't be carried is not worth waking up for: a page carries it with its next round.
    await carryAudits({ store, witness: new CacheWitness(), server: new ServerClient() });
    if (outcome.failed) throw new Error('A journal could not be carried');
  } finally {
    await databases.closeAll();
    registry.close();
    store.close();
    enrolments.close();
  }
}

/** See `TabMessage`: open tabs read their journals again. */
function tellTabs(): void {
  const channel = new BroadcastChannel('doorstep-tabs');
  channel.postMessage({ kind: 'journal' });
  channel.close();
}
