import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Store } from '../../src/lib/server/store/store';
import { makeKeyPair, NOW, Office, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

const LATER = new Date(NOW.getTime() + 60_000);
const LOSS = {
  id: 'loss-1',
  noticedAt: NOW.toISOString(),
  count: 1,
  entries: [{ entryId: 'e1', writtenAt: '2026-11-20T10:00:00.000Z' }],
};

describeStores('what a device says of itself', (open) => {
  let store: Store;
  let office: Office;
  let nurse: Nurse;

  beforeEach(async () => {
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    nurse = await office.employ('ada');
  });
  afterEach(async () => {
    await office.close();
    await store.close();
  });

  const say = (unfiled: number, oldestUnfiled?: string, losses = [LOSS]) =>
    office.devices.report(
      nurse.device,
      {
        journalBase: nurse.device.journalBase,
        appVersion: '2',
        unfiled,
        ...(oldestUnfiled === undefined ? {} : { oldestUnfiled }),
        losses,
      },
      LATER,
    );

  it('is kept as of its last contact, and outlives a new registration', async () => {
    await say(3, '2026-11-20T10:00:00.000Z');
    const { deviceId, vaultKey } = nurse.device;
    await office.devices.register('ada', { deviceId, vaultKey, appVersion: '3' }, LATER);
    expect(await office.devices.findAll()).toMatchObject([
      {
        userId: 'ada',
        appVersion: '3',
        unfiled: 3,
        oldestUnfiled: '2026-11-20T10:00:00.000Z',
        lastContact: LATER.toISOString(),
      },
    ]);
    await say(0);
    const [device] = await office.devices.findAll();
    expect(device?.unfiled).toBe(0);
    expect(device).not.toHaveProperty('oldestUnfiled');
  });

  it('keeps each loss once, for good', async () => {
    await say(0);
    await say(0);
    await say(0, undefined, []);
    expect(await office.devices.losses()).toEqual([{ ...LOSS, journalBase: nurse.device.journalBase }]);
  });
});
