/** How this device is, for people and for the help desk: counts, times and versions. Nothing of a patient. */
import { UNFILED_ALARM_HOURS, type LockedUnfiled } from '../record/unfiled-alarm';
import type { DeviceHealth } from './api';
import { answerOf } from './journal/answer';
import { storedJournals } from './journal/journal-db';
import { findRawJournal } from './journal/raw-journal';
import type { Surroundings } from './surroundings';
import { EntryDocSchema, ReceiptDocSchema } from '../record/journal-docs';
import { sealHash } from '../record/seal';
import * as v from 'valibot';

type Around = Pick<
  Surroundings,
  'registry' | 'entryWitness' | 'entryCopies' | 'losses' | 'storage' | 'appVersion' | 'sentinel'
>;

/** What can be told without a key: what waits for the server, of all users of this device. */
export async function lockedHealth(around: Around): Promise<DeviceHealth> {
  const { registry, entryWitness, entryCopies, losses, sentinel } = around;
  const rows = await registry.findAll();
  const waiting = new Set<string>();
  const stored = new Set(await storedJournals());
  for (const { name } of rows) {
    const ids = await findUnansweredIn(name);
    if (!ids) stored.delete(name);
    for (const id of ids ?? []) waiting.add(id);
  }
  // What stands in its second place is not answered.
  for (const { journal, entryId } of await entryCopies.listAll()) {
    if (!stored.has(journal)) waiting.add(entryId);
  }
  const times: string[] = [];
  let lost = 0;
  for (const { userHash } of await sentinel.vaults()) {
    const expected = [...(await entryWitness.findOf(userHash)).values()].flat();
    times.push(...expected.flatMap(({ entryId, writtenAt }) => (waiting.has(entryId) ? [writtenAt] : [])));
    for (const { count } of await losses.unread(userHash)) lost += count;
  }
  const oldestUnfiled = times.sort()[0];
  return {
    ...(await standing(around)),
    locked: true,
    unfiled: waiting.size,
    ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }),
    lost,
    warnings: [],
  };
}

/** What waits for the server on a locked device, of all its users, and after how long that is alarmed. */
export async function lockedUnfiled(around: Around): Promise<LockedUnfiled> {
  const { unfiled, oldestUnfiled } = await lockedHealth(around);
  const { sentinel } = around;
  const vaults = await sentinel.vaults();
  const expected = await Promise.all(vaults.map(({ userHash }) => sentinel.find(userHash)));
  const set = expected.flatMap((one) => one?.unfiledAlarmHours ?? []);
  const alarmHours = set.length === 0 ? UNFILED_ALARM_HOURS : Math.min(...set);
  return { unfiled, alarmHours, ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }) };
}

/** What is so whether the vault is open or not. */
export async function standing({
  storage,
  appVersion,
}: Pick<Around, 'storage' | 'appVersion'>): Promise<Pick<DeviceHealth, 'storage' | 'versions'>> {
  const [persistent, { usage, quota }, databases] = await Promise.all([
    storage.persisted(),
    storage.estimate(),
    indexedDB.databases(),
  ]);
  return {
    storage: {
      persistent,
      ...(usage === undefined ? {} : { usedBytes: usage }),
      ...(quota === undefined ? {} : { quotaBytes: quota }),
    },
    versions: { app: appVersion, databases: versionsOf(databases) },
  };
}

/** By kind: a database's name says which user or journal it is of. */
function versionsOf(databases: readonly IDBDatabaseInfo[]): Record<string, number> {
  const kinds: [kind: string, pattern: RegExp][] = [
    ['vaults', /^doorstep-vaults$/],
    ['journal list', /^doorstep-journals$/],
    ['packs', /^doorstep-[0-9a-f]{32}$/],
    ['journals', /^_pouch_/],
  ];
  return Object.fromEntries(
    kinds.flatMap(([kind, pattern]) => {
      const versions = databases.flatMap(({ name = '', version = 0 }) =>
        pattern.test(name) ? [version] : [],
      );
      return versions.length === 0 ? [] : [[kind, Math.min(...versions)]];
    }),
  );
}

/** Ids of the entries of a journal that no receipt answers; undefined when the disk is too full to read it. */
async function findUnansweredIn(name: string): Promise<string[] | undefined> {
  const found = await findRawJournal(name);
  if (!found) return undefined;
  const newest = new Map(found.docs.map((doc) => [doc._id, doc]));
  const unanswered: string[] = [];
  for (const [id, doc] of newest) {
    const entry = v.safeParse(EntryDocSchema, doc);
    if (!entry.success) continue;
    const entryId = id.slice('entry:'.length);
    const receipt = v.safeParse(ReceiptDocSchema, newest.get(`receipt:${entryId}`));
    const hash = await sealHash(entry.output.sealed);
    if (!answerOf(entry.output, hash, receipt.success ? receipt.output : undefined)) unanswered.push(entryId);
  }
  return unanswered;
}
