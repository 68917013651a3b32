import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
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

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'doorstep-demo-'));
  store = await openStore({ dataDir: folder });
  record = await RecordStore.open(store);
  organisation = await Organisation.open(store);
});

afterAll(async () => {
  record.close();
  organisation.close();
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const ensure = (today: string, patients?: number) =>
  ensureDemo({ organisation, record, secret: 'secret', patients, today, log: () => undefined });
const nursing = () => organisation.patientsOf(TEAMS.nursing.id);
const first = patientIdOf('secret', 'demo/nursing-0');

describe('filling the demo organisation', { timeout: 60_000 }, () => {
  let cutShort: ReadonlyMap<string, unknown>;

  beforeAll(async () => {
    vi.spyOn(organisation, 'addPatients').mockRejectedValueOnce(new Error('power cut'));
    await expect(ensure('2026-11-22', 40)).rejects.toThrow('power cut');
    expect(await organisation.patientsOf(TEAMS.round.id)).toEqual([]);
    cutShort = await record.versions([first]);
    await ensure('2026-11-25', 40);
  }, 60_000);

  it('takes a fill that was cut short up again, with the dates of the first try', async () => {
    expect(cutShort.size).toBe(1);
    expect(await record.versions([first])).toEqual(cutShort);
    expect(await nursing()).toHaveLength(40);
    expect((await organisation.patientsOf(TEAMS.round.id)).length).toBeGreaterThan(5);
  });

  it('only adds visits on later days, and changes no record', async () => {
    const before = await record.versions(await nursing());
    const { ensureVisits } = await ensure('2027-02-03');
    expect(await record.versions(await nursing())).toEqual(before);
    for (const team of Object.values(TEAMS)) {
      expect(await organisation.visitsOf([team.id], '2027-02-03', '2027-02-03')).not.toEqual([]);
    }
    await ensureVisits('2027-02-20');
    expect(await organisation.visitsOf([TEAMS.nursing.id], '2027-02-27', '2027-02-27')).not.toEqual([]);
  });

  it('grows when more patients are asked for, and never shrinks', async () => {
    const before = await record.versions(await nursing());
    const more = before.size + 3;
    await ensure('2026-11-26', more);
    expect(await nursing()).toHaveLength(more);
    const after = await record.versions(await nursing());
    for (const [id, version] of before) expect(after.get(id)).toEqual(version);
    await ensure('2026-11-26', 2);
    expect(await nursing()).toHaveLength(more);
  });
});
