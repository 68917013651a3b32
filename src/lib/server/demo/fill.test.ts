import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Organisation } from '../access/organisation';
import { patientIdOf } from '../patient-id';
import { openStore } from '../store/open';
import { RecordStore } from '../store/record';
import type { Store } from '../store/store';
import { ensureDemo } from './fill';
import { TEAMS } from './roster';

let folder: string;
let store: Store;
let record: RecordStore;
let organisation: Organisation;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-demo-'));
  store = await openStore({ dataDir: folder });
  record = await RecordStore.open(store);
  organisation = await Organisation.open(store);
});

afterEach(async () => {
  record.close();
  organisation.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const ensure = (today: string, patients?: number) =>
  ensureDemo({ organisation, record, secret: 'secret', patients, today, log: () => undefined });
const nursing = () => organisation.patientsOf(TEAMS.nursing.id);
const first = patientIdOf('secret', 'demo/nursing-0');

// The round and the midwives' patients are written in full each time.
describe('filling the demo organisation', { timeout: 60_000 }, () => {
  it('fills once; on later days only visits are added, and no record changes', async () => {
    await ensure('2026-11-22', 5);
    const before = await record.versions(await nursing());
    expect(before.size).toBe(5);
    expect(await organisation.patientsOf(TEAMS.round.id)).toHaveLength(60);

    const { ensureVisits } = await ensure('2027-02-03');
    expect(await record.versions(await nursing())).toEqual(before);
    for (const team of Object.values(TEAMS)) {
      expect(await organisation.visitsOf([team.id], '2027-02-03', '2027-02-03')).not.toEqual([]);
    }
    await ensureVisits('2027-02-20');
    expect(await organisation.visitsOf([TEAMS.nursing.id], '2027-02-27', '2027-02-27')).not.toEqual([]);
  });

  it('takes a fill that was cut short up again, with the dates of the first try', async () => {
    vi.spyOn(organisation, 'addPatients').mockRejectedValueOnce(new Error('power cut'));
    await expect(ensure('2026-11-22', 40)).rejects.toThrow('power cut');
    expect(await organisation.patientsOf(TEAMS.round.id)).toEqual([]);
    const before = await record.versions([first]);
    expect(before.size).toBe(1);

    await ensure('2026-11-25', 40);
    expect(await nursing()).toHaveLength(40);
    expect(await record.versions([first])).toEqual(before);
  });

  it('grows when more patients are asked for, and never shrinks', async () => {
    await ensure('2026-11-22', 3);
    const before = await record.versions(await nursing());
    await ensure('2026-11-23', 6);
    expect(await nursing()).toHaveLength(6);
    const after = await record.versions(await nursing());
    for (const [id, version] of before) expect(after.get(id)).toEqual(version);
    await ensure('2026-11-23', 2);
    expect(await nursing()).toHaveLength(6);
  });
});
