/** Someone else files one observation: what passes until a tablet that is online shows it. */
import { expect, type Page } from '@playwright/test';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { Colleague } from '../support/colleague';
import { quiet, syncNow } from '../support/device-worker';

const HISTORIES = [60, 2_000];

export const smallSync: Row = {
  name: 'small-sync',
  what: 'one observation filed by someone else: requests and bytes both ways with all headers, whatever the patient’s history',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const documents of HISTORIES) series.push(...(await measure(rounds, documents)));
    return series;
  },
};

async function measure(rounds: number, documents: number): Promise<Series[]> {
  // The same caseload; with long histories fewer patients, since only one of them changes.
  const clinic = await Clinic.open({ patients: documents > 60 ? 30 : 300, documents });
  const of = `a history of ${documents} documents`;
  const requests: number[] = [];
  const bytes: number[] = [];
  try {
    const nurse = await clinic.settled();
    await quiet(nurse.page);
    const colleague = await Colleague.arrive(clinic.server.origin, clinic.server.port, 'bench2');
    const patientId = (await colleague.caseload()).rows[0]?.patientId ?? '';
    for (let round = 0; round < rounds; round++) {
      await syncNow(nurse.page);
      const before = await versionOf(nurse.page, patientId);
      clinic.line.reset();
      const readings = { pulse: 60 + round };
      await colleague.file(patientId, { kind: 'observations', readings, spo2Scale: 1 });
      await expect.poll(() => versionOf(nurse.page, patientId), { timeout: 60_000 }).not.toBe(before);
      await quiet(nurse.page);
      requests.push(clinic.line.traffic.requests);
      bytes.push(clinic.line.bytes);
    }
    await colleague.leave();
    return [
      { row: 'small-sync', case: `requests, ${of}`, unit: 'requests', ours: requests },
      { row: 'small-sync', case: `bytes, ${of}`, unit: 'bytes', ours: bytes },
    ];
  } finally {
    await clinic.close();
  }
}

/** The version of a patient's pack on the tablet's disk. */
function versionOf(page: Page, patientId: string): Promise<string | undefined> {
  return page.evaluate(async (id) => {
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const name = names.find((name) => /^doorstep-[0-9a-f]{32}$/.test(name)) ?? '';
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('the request failed'));
        };
      });
    const database = await done(indexedDB.open(name));
    const row: unknown = await done(database.transaction('packs').objectStore('packs').get(id));
    database.close();
    return (row as { version?: string } | undefined)?.version;
  }, patientId);
}
