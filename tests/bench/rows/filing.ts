/** Entries that the server files in a second, in a record of this size: in one process, so on one core. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FhirResource } from '../../../src/lib/record/fhir';
import { openEmbeddedStore } from '../../../src/lib/server/store/embedded';
import { entryOf, makeKeyPair, Office, type Nurse } from '../../support/office';
import type { Row, Series } from '../row';

/** Documents in the record: ten times more makes no difference, when the work is proportional to what is filed. */
const RECORDS = [20_000, 200_000];
const DOCUMENTS_PER_PATIENT = 2_000;
/** Entries a round, in one journal. */
const ENTRIES = 200;

export const filing: Row = {
  name: 'filing',
  what: 'notes filed per second: opened, authorised, checked, written, answered; LevelDB with every write on the disk',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const documents of RECORDS) series.push(await measure(rounds, documents));
    return series;
  },
};

async function measure(rounds: number, documents: number): Promise<Series> {
  const folder = mkdtempSync(join(tmpdir(), 'doorstep-filing-'));
  const store = await openEmbeddedStore(folder);
  try {
    const office = await Office.open(store, await makeKeyPair());
    await office.admitPatient();
    for (let i = 0; i < documents / DOCUMENTS_PER_PATIENT; i++) await addRecord(office, i);
    const ours: number[] = [];
    for (let round = 0; round < rounds; round++) {
      ours.push(await filedPerSecond(office, await office.employ(`n${round}`)));
    }
    await office.close();
    return { row: 'filing', case: `record of ${documents} documents`, unit: 'a second', ours };
  } finally {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function filedPerSecond(office: Office, nurse: Nurse): Promise<number> {
  const entries = Array.from({ length: ENTRIES }, (_, i) =>
    entryOf(nurse, { kind: 'note', text: `Dressing renewed, skin intact (${i}).` }),
  );
  for (const entry of entries) await office.put(nurse, await office.sealed(nurse, entry));
  const began = performance.now();
  office.filing.notify(nurse.journal);
  await office.filing.settled();
  const seconds = (performance.now() - began) / 1000;
  const last = entries.at(-1);
  if (!last || (await office.answer(nurse, last.id))?.outcome !== 'filed')
    throw new Error('not all was filed');
  return ENTRIES / seconds;
}

async function addRecord(office: Office, number: number): Promise<void> {
  const patientId = `p${String(number).padStart(23, '9')}`;
  const observations = Array.from({ length: DOCUMENTS_PER_PATIENT - 1 }, (_, i): FhirResource => ({
    resourceType: 'Observation',
    id: `o${i}`,
    status: 'final',
    code: { text: 'Pulse' },
    valueQuantity: { value: 60 + (i % 40), unit: '/min' },
  }));
  await office.record.commit(patientId, () => [{ resourceType: 'Patient', id: 'p' }, ...observations]);
}
