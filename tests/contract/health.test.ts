/** What `/health` says, while all is well, while filing is behind, and while the store is away or silent. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { healthOf } from '../../src/lib/server/health';
import type { Store } from '../../src/lib/server/store/store';
import { failingStore } from '../support/failing-store';
import { entryOf, makeKeyPair, Office, PATIENT, type Nurse } from '../support/office';
import { openTestStore } from '../support/stores';

const IDLE = { waiting: 0, retrying: 0 };
let store: Store;
let office: Office;
let ada: Nurse;

beforeEach(async () => {
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  store = await openTestStore();
  office = await Office.open(store, await makeKeyPair());
  await office.admitPatient();
  ada = await office.employ('ada');
});
afterEach(async () => {
  vi.restoreAllMocks();
  await office.close();
  await store.close();
});

it('is well, and names the version', async () => {
  expect(await healthOf(office, '1.2.3')).toEqual({
    status: 'ok',
    version: '1.2.3',
    store: 'ok',
    filing: IDLE,
  });
});

it('counts the journals that are to be filed, and those that could not be', async () => {
  await office.put(ada, await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'The wombat slept' })));
  const failing = await Office.open(
    failingStore(store, { afterWrites: 1, written: false }),
    office.serverKey,
  );
  failing.filing.notify(ada.journal);
  expect((await healthOf(failing, '1.2.3')).filing.waiting).toBe(1);
  await failing.filing.settled();
  const health = await healthOf(failing, '1.2.3');
  expect(health.filing).toEqual({ waiting: 0, retrying: 1 });
  for (const word of ['wombat', PATIENT, ada.userId, ada.journal, ada.device.journalBase]) {
    expect(JSON.stringify(health)).not.toContain(word);
  }
  await failing.close();

  office.filing.notify(ada.journal);
  await office.filing.settled();
  expect((await healthOf(office, '1.2.3')).filing).toEqual(IDLE);
});

it.each([
  { how: 'is away', check: () => Promise.reject(new Error('ECONNREFUSED')) },
  { how: 'never answers', check: () => new Promise<void>(() => undefined) },
])('fails when the store $how', async ({ check }) => {
  const health = await healthOf({ organisation: { check }, filing: office.filing }, '1.2.3', 20);
  expect(health).toMatchObject({ status: 'failing', store: 'failing' });
});
