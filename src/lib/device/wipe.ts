/**
 * What a device does that was reported lost. First its sealed entries are taken up, then everything goes: packs, cards,
 * drafts, keys and vaults of all its users. An entry that the server could not take yet stays, sealed, until it has.
 */
import { JOURNAL_NAME } from '../record/ids';
import { enrolmentKey, type Enrolments } from './enrolments';
import { carryCopies, sendUp } from './journal/carry-copies';
import { copyKey, type EntryCopies } from './journal/entry-copies';
import { storedJournals } from './journal/journal-db';
import { deleteRawJournal, findRawJournal } from './journal/raw-journal';
import { isTakenUp, replicateJournal, type ReplicateParts } from './journal/replicate';
import { readableEntries } from './journal/send-up';
import type { ServerClient } from './sync/server-client';
import type { Sentinel } from './vault/sentinel';
import type { VaultCopies } from './vault/vault-copies';

export interface WipeParts extends ReplicateParts {
  enrolments: Enrolments;
  entryCopies: EntryCopies;
  vaultCopies: Pick<VaultCopies, 'clear'>;
  sentinel: Sentinel;
  server: Pick<ServerClient, 'reportWiped'>;
}

/** Which sealed journals still wait, and what was done here, sealed for the server alone. Nothing that anybody could open here. */
const KEPT = new Set(['doorstep-audit', 'doorstep-device', 'doorstep-journals']);

/** Every vault has been closed before. Can be done again, from wherever it was cut short. */
export async function wipeDevice(parts: WipeParts): Promise<void> {
  const left = await handOver(parts);
  // First: a tab that is opened in the middle would put the vaults back from them.
  await parts.vaultCopies.clear();
  await eraseAllBut(left);
  const copies = (await parts.entryCopies.listAll()).filter(({ journal }) => left.includes(journal));
  const kept = new Set(copies.map((copy) => copyKey(copy.userHash, copy)));
  await parts.sentinel.clear((key) => kept.has(key) || key.startsWith(enrolmentKey('')));
  parts.entryCopies.forgetNotes();
  await settle(left, parts);
}

/**
 * Carries the journals of these bases (of all, when not given) and ends those that are taken up; and entries that stand in
 * their second place only, whose journal was lost before. Answers which journals are left.
 */
export async function handOver(
  parts: WipeParts,
  isMeant: (journalBase: string) => boolean = () => true,
): Promise<string[]> {
  const isOurs = (name: string) => isMeant(JOURNAL_NAME.exec(name)?.[1] ?? '');
  const left = new Set<string>();
  for (const name of (await storedJournals()).filter(isOurs)) {
    if (!(await handOverJournal(name, parts))) left.add(name);
  }
  const { entryCopies } = parts;
  const copies = (await entryCopies.listAll()).filter(({ journal }) => isOurs(journal));
  const { carried } = await carryCopies(copies, entryCopies, parts);
  for (const copy of carried) await entryCopies.drop(copy.userHash, [copy]);
  for (const copy of copies) if (!carried.includes(copy)) left.add(copy.journal);
  return [...left];
}

/** Whether it is taken up, and gone from here. */
async function handOverJournal(name: string, parts: WipeParts): Promise<boolean> {
  const { databases, registry } = parts;
  const found = await findRawJournal(name);
  // Too full to be opened: what stands in it may be on this device only.
  if (!found) return false;
  if (!found.sound) {
    // The replicator can't be let near it: what can be read goes up without it.
    const sent = await sendUp(name, await readableEntries(name, []), [], parts);
    if (sent.kind !== 'sent') return false;
    await deleteRawJournal(name);
  } else {
    // Whatever it comes to: what counts is which entries the server says it holds.
    await replicateJournal(name, parts, { thorough: true, evenHeld: true });
    if (!(await isTakenUp(name, parts))) return false;
    await databases.destroy(name);
  }
  await registry.forget(name);
  return true;
}

async function eraseAllBut(journals: readonly string[]): Promise<void> {
  const kept = new Set([...KEPT, ...journals.map((name) => `_pouch_${name}`)]);
  const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
  await Promise.all(names.filter((name) => !kept.has(name)).map(eraseDatabase));
}

/** Connections to it close by themselves when they hear of it. */
function eraseDatabase(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = () => {
      resolve();
    };
    request.onerror = () => {
      reject(new Error('A database could not be erased', { cause: request.error }));
    };
  });
}

async function settle(left: readonly string[], { enrolments, server, now }: WipeParts): Promise<void> {
  const bases = new Set(left.map((name) => JOURNAL_NAME.exec(name)?.[1]));
  const all = await enrolments.findAll();
  await enrolments.saveWiped({ at: new Date(now()).toISOString(), journalsLeft: left.length });
  // Before it forgets them. Unheard, it stays without a date on the administrator's page.
  for (const { credential } of all) await server.reportWiped(credential);
  await enrolments.markWiped(all.map(({ journalBase }) => journalBase));
  await enrolments.forget(all.map(({ journalBase }) => journalBase).filter((base) => !bases.has(base)));
}
