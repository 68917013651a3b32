import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Entry, EntryBody } from '../../src/lib/record/entry';
import { Access } from '../../src/lib/server/access/access';
import type { Store } from '../../src/lib/server/store/store';
import { makeKeyPair, Office, type Nurse } from '../support/office';
import { openTestStore } from '../support/stores';

const THEIRS = 'p00000000000000000000009';
const at = (time: string) => new Date(`2026-11-22T${time}:00.000Z`);
const GLASS: EntryBody = {
  kind: 'break-glass',
  reason: 'called-out',
  words: 'Found on the floor by her son',
};

let store: Store;
let office: Office;
let access: Access;
let ada: Nurse;
let now: Date;

beforeEach(async () => {
  now = at('10:00');
  store = await openTestStore();
  office = await Office.open(store, await makeKeyPair(), { now: () => now });
  await office.admitPatient();
  ada = await office.employ('ada');
  access = new Access(office.organisation, () => now);
  await office.organisation.putTeam({ id: 't2', name: 'South', kind: 'team' });
  await office.organisation.addPatients('t2', [THEIRS]);
  await office.record.commit(THEIRS, () => [{ resourceType: 'Patient', id: THEIRS }]);
});
afterEach(async () => {
  await office.close();
  await store.close();
});

function entryOf(body: EntryBody, writtenAt: Date, patientId = THEIRS): Entry {
  return {
    format: 1,
    id: randomUUID(),
    patientId,
    author: { userId: 'ada', name: 'Ada', role: 'community-nurse' },
    deviceId: ada.device.deviceId,
    writtenAt: writtenAt.toISOString(),
    clock: { deviceTime: writtenAt.toISOString(), offsetMs: 0, adjusted: false },
    body,
  };
}

async function deliver(entry: Entry): Promise<string | undefined> {
  await office.deliver(ada, entry);
  return (await office.findReceipt(ada, entry.id))?.outcome;
}

const isOpen = async (time: Date) => {
  now = time;
  return (await access.readable('ada')).has(THEIRS);
};

it('opens one patient for one hour, and leaves it for the review', async () => {
  expect(await isOpen(at('10:00'))).toBe(false);
  const entry = entryOf(GLASS, at('10:00'));
  expect(await deliver(entry)).toBe('filed');
  const [seen] = [(await access.readable('ada')).get(THEIRS)];
  expect(seen?.why).toEqual([
    { kind: 'break-glass', name: 'Emergency access', until: at('11:00').toISOString() },
  ]);
  expect(await isOpen(at('10:59'))).toBe(true);
  expect(await isOpen(at('11:00'))).toBe(false);
  expect(await office.organisation.givenReasons()).toMatchObject([
    {
      id: entry.id,
      userId: 'ada',
      patientId: THEIRS,
      kind: 'break-glass',
      why: 'I was called to this patient, who is on no list of mine: Found on the floor by her son',
    },
  ]);
});

it('broken without a network, counts from when it was, and what was written in that hour is filed', async () => {
  const note = (time: string) => entryOf({ kind: 'note', text: 'Lifted from the floor' }, at(time));
  now = at('15:00');
  expect(await deliver(entryOf(GLASS, at('10:00')))).toBe('filed');
  expect(await isOpen(at('15:00'))).toBe(false);
  expect(await deliver(note('10:30'))).toBe('filed');
  expect(await deliver(note('11:30'))).toBe('refused');
  expect(await deliver(note('09:30'))).toBe('refused');
});

it('delivered again, or by a clock that runs ahead, makes no longer hour', async () => {
  const entry = entryOf(GLASS, at('13:00'));
  expect(await deliver(entry)).toBe('filed');
  now = at('10:40');
  await office.deliver(ada, entry, 2);
  expect(await isOpen(at('10:59'))).toBe(true);
  expect(await isOpen(at('11:00'))).toBe(false);
  expect(await isOpen(at('13:30'))).toBe(false);
});

it('is refused to a role that may not, and about nobody', async () => {
  expect(await deliver(entryOf(GLASS, at('10:00'), 'p00000000000000000000404'))).toBe('refused');
  const user = { id: 'ada', username: 'ada', name: 'Ada', teams: [] };
  for (const role of ['healthcare-assistant', 'care-home', 'administrator']) {
    await office.organisation.putUser({ ...user, role });
    expect([role, await deliver(entryOf(GLASS, at('10:00')))]).toEqual([role, 'refused']);
  }
  expect(await office.organisation.givenReasons()).toEqual([]);
});
