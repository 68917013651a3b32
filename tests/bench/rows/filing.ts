/** Entries that the server files, in a record of this size: in a second of one core's time, and by the clock. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FhirResource } from '../../../src/lib/record/fhir';
import { openEmbeddedStore } from '../../../src/lib/server/store/embedded';
import { RecordStore } from '../../../src/lib/server/store/record';
import { entryOf, makeKeyPair, Office, type Nurse } from '../../support/office';
import type { Row, Series } from '../row';
import { madeOnce } from '../support/template';

/** Documents in the record: fifty times more makes no difference, when the work is proportional to what is filed. */
const [SMALL, LARGE] = [20_000, 1_000_000];
const DOCUMENTS_PER_PATIENT = 2_000;
/** Entries a round, in one journal. */
const ENTRIES = 200;

export const filing: Row = {
  name: 'filing',
  what: 'notes filed per second: opened, authorised, checked, written, answered; LevelDB with every write on the disk',
  measure: async (rounds) => {
    const small = await Stage.open(SMALL);
    const large = await Stage.open(LARGE);
    try {
      // The first round of a process is its compiler's.
      await small.round();
      await large.round();
      const rates: { small: Rate; large: Rate }[] = [];
      while (rates.length < rounds) rates.push({ small: await small.round(), large: await large.round() });
      return (['per core', 'by the clock'] as const).flatMap((by): Series[] => {
        const of = (documents: number, ours: number[]): Series => ({
          row: 'filing',
          case: `${by}, record of ${documents} documents`,
          unit: 'a second',
          ours,
          growth: { figure: by, size: documents, of: 'documents' },
        });
        const floor = rates.map((rate) => rate.small[by]);
        const large = rates.map((rate) => rate.large[by]);
        return [of(SMALL, floor), { ...of(LARGE, large), floor }];
      });
    } finally {
      await small.close();
      await large.close();
    }
  },
};

type Rate = Record<'per core' | 'by the clock', number>;

class Stage {
  #rounds = 0;

  private constructor(
    private readonly office: Office,
    private readonly folder: string,
  ) {}

  static async open(documents: number): Promise<Stage> {
    const template = await madeOnce(`record-${documents}`, `a record of ${documents} documents`, (path) =>
      fill(path, documents),
    );
    const folder = mkdtempSync(join(tmpdir(), 'doorstep-filing-'));
    cpSync(template, folder, { recursive: true });
    const office = await Office.open(await openEmbeddedStore(folder), await makeKeyPair());
    await office.admitPatient();
    return new Stage(office, folder);
  }

  async round(): Promise<Rate> {
    this.#rounds += 1;
    return rateOf(this.office, await this.office.employ(`n${this.#rounds}`));
  }

  async close(): Promise<void> {
    await this.office.close();
    await this.office.store.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function rateOf(office: Office, nurse: Nurse): Promise<Rate> {
  const entries = Array.from({ length: ENTRIES }, (_, i) =>
    entryOf(nurse, { kind: 'note', text: `Dressing renewed, skin intact (${i}).` }),
  );
  for (const entry of entries) await office.put(nurse, await office.sealed(nurse, entry));
  const began = performance.now();
  const before = process.cpuUsage();
  office.filing.notify(nurse.journal);
  await office.filing.settled();
  // Of all threads of this process: LevelDB's and WebCrypto's are among them.
  const { user, system } = process.cpuUsage(before);
  const ms = performance.now() - began;
  for (const { id } of entries) {
    if ((await office.answer(nurse, id))?.outcome !== 'filed') throw new Error('not all was filed');
  }
  return { 'per core': ENTRIES / ((user + system) / 1e6), 'by the clock': ENTRIES / (ms / 1000) };
}

async function fill(folder: string, documents: number): Promise<void> {
  const store = await openEmbeddedStore(folder);
  const record = await RecordStore.open(store);
  for (let i = 0; i < documents / DOCUMENTS_PER_PATIENT; i++) {
    await record.commit(`p${String(i).padStart(23, '9')}`, () => [
      { resourceType: 'Patient', id: 'p' },
      ...history(),
    ]);
  }
  record.close();
  await store.close();
}

function history(): FhirResource[] {
  return Array.from({ length: DOCUMENTS_PER_PATIENT - 1 }, (_, i) => ({
    resourceType: 'Observation',
    id: `o${i}`,
    status: 'final',
    code: { text: 'Pulse' },
    valueQuantity: { value: 60 + (i % 40), unit: '/min' },
  }));
}
