/**
 * A user has left the organisation: what the server gave about patients goes from this device, with the keys to it. What the
 * user wrote stays, sealed: entries, which still go up, and drafts.
 */
import { Dexie } from 'dexie';
import { NOTHING_KEPT, type Sentinel } from '../vault/sentinel';
import { nameOfPackDb, PackDb } from './pack-db';

/** What time it is, which nobody may turn back. */
const KEPT = 'clock';

/** Whether anything was there. Gone from the disk when it resolves; can be done again, from wherever it was cut short. */
export async function forgetPatients(
  db: PackDb,
  userHash: string,
  sentinel: Pick<Sentinel, 'update'>,
): Promise<boolean> {
  const [packs, cards, rows] = await Promise.all([
    db.packs.count(),
    db.cards.count(),
    db.meta.toCollection().primaryKeys(),
  ]);
  const keys = rows.filter((key) => key !== KEPT);
  if (packs + cards + keys.length === 0) return false;
  // First: what is gone on purpose is not missed.
  await sentinel.update(userHash, NOTHING_KEPT);
  await db.transaction('rw', db.meta, db.packs, db.cards, async () => {
    await db.meta.bulkDelete(keys);
    await db.packs.clear();
    await db.cards.clear();
  });
  return true;
}

/** The same while the vault is locked: none of it takes a key. */
export async function forgetPatientsOf(userHash: string, sentinel: Pick<Sentinel, 'update'>): Promise<void> {
  if (!(await Dexie.exists(nameOfPackDb(userHash)))) return;
  const db = new PackDb(userHash);
  try {
    await db.openAnyhow();
    await forgetPatients(db, userHash, sentinel);
  } finally {
    db.close();
  }
}
