/** A filled data folder of a chosen size, made once and kept: one nurse whose caseload has so many patients of so many documents. */
import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FhirResource } from '../../../src/lib/record/fhir';
import { Organisation } from '../../../src/lib/server/access/organisation';
import { dateInUk } from '../../../src/lib/server/caseload/calendar';
import { ensureDemo } from '../../../src/lib/server/demo/fill';
import { generateOrganisation, type GeneratedPatient } from '../../../src/lib/server/demo/generate';
import { ensureServerKeys } from '../../../src/lib/server/keys';
import { confirmKeys } from '../../../src/lib/server/known-keys';
import { patientIdOf } from '../../../src/lib/server/patient-id';
import { openEmbeddedStore } from '../../../src/lib/server/store/embedded';
import { RecordStore } from '../../../src/lib/server/store/record';

export interface Size {
  patients: number;
  /** Of each patient. */
  documents: number;
}

export const TEAM = { id: 'bench-team', name: 'Benchmark Team', kind: 'team' } as const;
const COLLEAGUE = 'Ned Colleague';
export const NURSE = 'Nora Benchmark';
/** Visits of the nurse today. */
export const VISITS = 20;
/** Grows when the content of a template changes. */
const FORMAT = 2;
const BATCH = 50;

/** The folder; filled first when there is none of today. Never written to again: servers run on copies. */
export function templateOf({ patients, documents }: Size): Promise<string> {
  const what = `a record of ${patients} patients with ${documents} documents each`;
  return madeOnce(`${patients}x${documents}`, what, (path, today) =>
    fill(path, { patients, documents }, today),
  );
}

/** A folder that `make` fills; the one of today, when there is one. */
export async function madeOnce(
  name: string,
  what: string,
  make: (path: string, today: string) => Promise<void>,
): Promise<string> {
  const today = dateInUk(new Date());
  const user = process.getuid?.() ?? 0;
  const path = join(tmpdir(), `doorstep-bench-${user}-${FORMAT}-${today}-${name}`);
  if (existsSync(path)) return path;
  console.error(`  filling ${what} …`);
  const unfinished = `${path}-${process.pid}`;
  await make(unfinished, today);
  renameSync(unfinished, path);
  return path;
}

async function fill(dataDir: string, size: Size, today: string): Promise<void> {
  const keys = await ensureServerKeys(join(dataDir, 'keys.json'), dataDir);
  const store = await openEmbeddedStore(dataDir);
  await confirmKeys(store, keys);
  const record = await RecordStore.open(store);
  const organisation = await Organisation.open(store);
  const secret = keys.secret('patient-id');
  await ensureDemo({ organisation, record, secret, patients: 1, today, log: () => undefined });
  await organisation.putTeam(TEAM);
  for (const [id, name] of [
    ['bench', NURSE],
    ['bench2', COLLEAGUE],
  ] as const) {
    const teams = [{ id: TEAM.id, name: TEAM.name }];
    await organisation.putUser({ id, username: id, name, role: 'community-nurse', teams });
  }
  const generated = generateOrganisation({
    seed: 'bench',
    patients: size.patients,
    epoch: today,
    patientIdOf: (key) => patientIdOf(secret, `bench/${key}`),
  });
  const ids: string[] = [];
  let batch: GeneratedPatient[] = [];
  const write = async () => {
    await Promise.all(
      batch.map(({ profile, resources }) =>
        record.commit(profile.id, () => exactly(size.documents, resources)),
      ),
    );
    batch = [];
  };
  for (const patient of generated.patients()) {
    ids.push(patient.profile.id);
    batch.push(patient);
    if (batch.length === BATCH) await write();
    if (ids.length === size.patients) break;
  }
  await write();
  await organisation.addPatients(TEAM.id, ids);
  await organisation.putVisits(
    ids.slice(0, VISITS).map((patientId, i) => ({
      id: `bench-visit-${i}`,
      teamId: TEAM.id,
      patientId,
      date: today,
      time: `${String(8 + Math.floor(i / 2)).padStart(2, '0')}:${i % 2 === 0 ? '00' : '30'}`,
      minutes: 25,
      place: 'At home',
      reason: 'Dressing',
      due: ['Dressing'],
      practitionerId: 'bench',
    })),
  );
  organisation.close();
  record.close();
  await store.close();
}

/** So many resources: the Patient first; too few are filled up with copies of the observations, each at a day of its own. */
function exactly(documents: number, resources: readonly FhirResource[]): FhirResource[] {
  const patientFirst = [...resources].sort(
    (a, b) => Number(b.resourceType === 'Patient') - Number(a.resourceType === 'Patient'),
  );
  const chosen = patientFirst.slice(0, documents);
  const observations = resources.filter(({ resourceType }) => resourceType === 'Observation');
  for (let i = 0; chosen.length < documents; i++) {
    const model = observations[i % observations.length] ?? patientFirst[0];
    if (!model) throw new Error('a patient has at least a Patient');
    const id = createHash('sha256').update(`${model.id} ${i}`).digest('hex').slice(0, 32);
    const when = new Date(Date.UTC(2020, 0, 1 + i, 9)).toISOString();
    chosen.push({
      ...model,
      id,
      ...(model['effectiveDateTime'] === undefined ? {} : { effectiveDateTime: when }),
    });
  }
  return chosen;
}
