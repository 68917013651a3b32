import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { freshDisk, readWholeDisk, witnessesAt } from '../../../../tests/support/device/world';
import { entryOf, receiptFor } from '../../../../tests/support/device/entries';
import { keyPair, testVault } from '../../../../tests/support/device/open-vault';
import type { Entry } from '../../record/entry';
import { entryDocId, journalName } from '../../record/ids';
import type { EntryDoc } from '../../record/journal-docs';
import { openSealed, type OpeningKey } from '../../record/seal';
import type { OpenVault } from '../vault/open-vault';
import { Journal } from './journal';
import { JournalDatabases } from './journal-db';
import { outboxItemOf, stateOfOwn } from './own-entry';
import { JournalRegistry } from './registry';

let vault: OpenVault;
let serverKey: OpeningKey;
let databases: JournalDatabases;
let registry: JournalRegistry;
let journal: Journal;

beforeEach(async () => {
  await freshDisk();
  const server = await keyPair();
  serverKey = server.opening;
  vault = await testVault(server.publicKey);
  reopen();
});

afterEach(async () => {
  await databases.closeAll();
  registry.close();
});

function reopen(): void {
  databases = new JournalDatabases();
  registry = new JournalRegistry();
  journal = new Journal(vault, databases, registry, witnessesAt());
}

const NOVEMBER = () => journalName(vault.journalBase, new Date('2026-11-22'));

function own(entry: Entry) {
  const found = journal.entries.get(entry.id);
  if (!found) throw new Error('the entry is not in the journal');
  return found;
}

async function storedDoc(entry: Entry): Promise<EntryDoc> {
  return databases.open(NOVEMBER()).get<EntryDoc>(entryDocId(entry.id));
}

/** As if it had come by replication. */
async function receive(receipt: Awaited<ReturnType<typeof receiptFor>>): Promise<void> {
  const database = databases.open(NOVEMBER());
  const { rows } = await database.allDocs({ keys: [receipt._id] });
  const row = rows[0];
  const _rev = row && !('error' in row) ? { _rev: row.value.rev } : {};
  await database.put({ ...receipt, ..._rev });
  await journal.refresh();
}

describe('an entry', () => {
  it('is on the disk, sealed for its author and the server, when it is said to be', async () => {
    const entry = entryOf();
    expect((await journal.add(entry)).kind).toBe('written');
    const { sealed, _id } = await storedDoc(entry);
    for (const key of [serverKey, { kid: vault.publicKey.kid, key: vault.privateKey }]) {
      expect(await openSealed(sealed, _id, [key])).toEqual({ kind: 'opened', value: entry });
    }
    const disk = await readWholeDisk();
    expect(disk).toContain(entry.id);
    for (const word of ['wombat', 'TESTPERSON', 'Amara']) expect(disk).not.toContain(word);
  });

  it('is there after a reload, not yet sent', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await databases.closeAll();
    reopen();
    await journal.load();
    expect(own(entry).entry).toEqual(entry);
    expect(stateOfOwn(own(entry))).toBe('on-device');
    expect((await registry.find(NOVEMBER()))?.waiting).not.toBe('');
  });

  it('is found even when the list of journals was lost', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await registry.forget(NOVEMBER());
    reopen();
    await journal.load();
    expect(own(entry).entry).toEqual(entry);
    expect((await registry.find(NOVEMBER()))?.waiting).not.toBe('');
  });

  it('goes into the journal of the month in which it was written', async () => {
    await journal.add(entryOf(undefined, '2026-10-31T23:59:59.000Z'));
    await journal.add(entryOf(undefined, '2026-11-01T00:00:00.000Z'));
    expect(journal.names().map((name) => name.slice(-7))).toEqual(['2026-10', '2026-11']);
  });

  it('is listed even when it can not be opened', async () => {
    const entry = entryOf();
    await journal.add(entry);
    const doc = await storedDoc(entry);
    await databases.open(NOVEMBER()).put({ ...doc, sealed: { ...doc.sealed, ciphertext: 'AAAA' } });
    reopen();
    await journal.load();
    expect(outboxItemOf(own(entry), () => undefined)).toMatchObject({
      entryId: entry.id,
      state: 'on-device',
      patientName: 'Patient not known',
    });
  });

  it('is seen by another tab that looks again', async () => {
    const other = new Journal(vault, databases, registry, witnessesAt());
    await other.load();
    const entry = entryOf();
    await journal.add(entry);
    await other.load();
    expect(other.entries.get(entry.id)?.entry).toEqual(entry);
  });

  it('is looked for over a fresh connection, where the browser has closed the one that was open', async () => {
    const entry = entryOf();
    await journal.add(entry);
    const closed = databases.open(NOVEMBER());
    await closed.close();
    await journal.refresh();
    expect(databases.open(NOVEMBER())).not.toBe(closed);
    expect((await storedDoc(entry))._id).toBe(entryDocId(entry.id));
  });
});

describe('a write that fails', () => {
  it('is told as a full disk, and the next one works', async () => {
    await journal.add(entryOf());
    const database = databases.open(NOVEMBER());
    const quota = Object.assign(new Error('QuotaExceededError'), {
      name: 'indexed_db_went_bad',
      reason: 'QuotaExceededError',
    });
    vi.spyOn(database, 'put').mockRejectedValueOnce(quota);
    const lost = entryOf();
    expect(await journal.add(lost)).toEqual({ kind: 'disk-full' });
    expect(journal.entries.has(lost.id)).toBe(false);
    expect((await journal.add(entryOf())).kind).toBe('written');
  });

  it('counts as written when the entry stands on the disk after all', async () => {
    await journal.add(entryOf());
    const database = databases.open(NOVEMBER());
    const put = database.put.bind(database);
    vi.spyOn(database, 'put').mockImplementationOnce(async (doc: object) => {
      await put(doc as PouchDB.Core.PutDocument<object>);
      throw new Error('InvalidStateError');
    });
    const entry = entryOf();
    expect((await journal.add(entry)).kind).toBe('written');
    expect(own(entry).entry).toEqual(entry);
  });

  it('is tried over a fresh connection, and told as a failure when that fails too', async () => {
    await journal.add(entryOf());
    const fail = () => Promise.reject(new Error('InvalidStateError'));
    const opening = vi.spyOn(databases, 'open').mockReturnValue({ put: fail, allDocs: fail } as never);
    expect((await journal.add(entryOf())).kind).toBe('failed');
    opening.mockRestore();
    const closed = databases.open(NOVEMBER());
    await closed.close();
    const entry = entryOf();
    expect((await journal.add(entry)).kind).toBe('written');
    expect((await storedDoc(entry))._id).toBe(entryDocId(entry.id));
  });
});

describe('a receipt', () => {
  it('turns the entry green', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await receive(await receiptFor(await storedDoc(entry)));
    expect(stateOfOwn(own(entry))).toBe('filed');
    reopen();
    await journal.load();
    expect(stateOfOwn(own(entry))).toBe('filed');
  });

  it('says why it was refused, in words', async () => {
    const entry = entryOf();
    await journal.add(entry);
    const detail = { for: vault.publicKey, is: { refusal: 'no-access' } };
    await receive(await receiptFor(await storedDoc(entry), { outcome: 'refused' }, detail));
    const item = outboxItemOf(own(entry), () => undefined);
    expect(item).toMatchObject({ state: 'refused', patientName: 'TESTPERSON, Ada' });
    expect(item.reason).toContain('not on your caseload');
  });

  it('carries what is to be decided', async () => {
    const entry = entryOf();
    await journal.add(entry);
    const is = { disputeId: 'task-1', conflicts: [{ path: 'status', base: 1, current: 2, proposed: 3 }] };
    const decision = await receiptFor(
      await storedDoc(entry),
      { outcome: 'decision' },
      { for: vault.publicKey, is },
    );
    await receive(decision);
    expect(outboxItemOf(own(entry), () => undefined)).toMatchObject({ state: 'decision', ...is });
  });

  it('for other bytes than were written says that the entry was damaged on the way', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await receive(await receiptFor(await storedDoc(entry), { outcome: 'filed', hash: 'of-other-bytes' }));
    const item = outboxItemOf(own(entry), () => undefined);
    expect(item.state).toBe('refused');
    expect(item.next).toContain('Send again');
  });
});

describe('sending again', () => {
  it('seals the same entry for the key that the server has now', async () => {
    const entry = entryOf();
    await journal.add(entry);
    const first = await storedDoc(entry);
    await receive(await receiptFor(first, { outcome: 'refused' }));
    const next = await keyPair();
    vault.serverKey = next.publicKey;
    expect((await journal.sendAgain(own(entry), entry)).kind).toBe('written');

    const doc = await storedDoc(entry);
    expect(doc.attempt).toBe(2);
    expect(await openSealed(doc.sealed, doc._id, [next.opening])).toEqual({ kind: 'opened', value: entry });
    expect(stateOfOwn(own(entry))).toBe('on-device');
    await receive(await receiptFor(doc, { outcome: 'filed', at: '2026-11-22T11:00:00.000Z' }));
    expect(stateOfOwn(own(entry))).toBe('filed');
  });
});

describe('setting aside', () => {
  it('takes an entry off the list by an entry of its own, which nobody can refuse', async () => {
    const entry = entryOf();
    await journal.add(entry);
    await receive(await receiptFor(await storedDoc(entry), { outcome: 'refused' }));
    const act = entryOf({ kind: 'set-aside', entryId: entry.id, reason: 'Written twice' });
    await journal.add(act);
    expect(stateOfOwn(own(entry))).toBe('set-aside');
    await receive(await receiptFor(await storedDoc(act), { outcome: 'refused' }));
    expect(stateOfOwn(own(act))).toBe('set-aside');
    reopen();
    await journal.load();
    expect(outboxItemOf(own(entry), () => undefined)).toMatchObject({
      state: 'set-aside',
      stateAt: act.writtenAt,
      reason: 'Written twice',
    });
  });
});

it('finds what another tab wrote into a journal that this one never read', async () => {
  const entry = entryOf({ kind: 'note', text: 'Pressed in two tabs' });
  const other = new Journal(vault, databases, registry, witnessesAt());
  expect((await other.add(entry)).kind).toBe('written');
  expect((await journal.add(entry)).kind).toBe('failed');
  await journal.refresh();
  expect(journal.entries.has(entry.id)).toBe(false);
  await journal.refreshAt(entry.writtenAt);
  expect(journal.entries.has(entry.id)).toBe(true);
});
