/** Someone else files one observation: what passes until a tablet that is online shows it. */
import type { Page } from '@playwright/test';
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { Colleague } from '../support/colleague';
import { quiet, syncNow } from '../support/device-worker';
import { CONDITIONS } from '../support/conditions';
import { atSpeed } from '../support/speeds';

const HISTORIES = [60, 2_000];
/** Of nobody in these records: the screen shows it when it is the news. */
const PULSE = 230;

export const smallSync: Row = {
  name: 'small-sync',
  what:
    'one observation filed by someone else: requests and bytes both ways with all headers, whatever the patient’s history, and ' +
    'how long after the colleague sent it the open chart shows it',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const documents of HISTORIES) series.push(...(await measure(rounds, documents)));
    return series;
  },
};

async function measure(rounds: number, documents: number): Promise<Series[]> {
  // The same caseload; with long histories fewer patients, since only one of them changes.
  const clinic = await Clinic.open({ patients: documents > 60 ? 30 : 300, documents });
  try {
    const nurse = await clinic.settled();
    const patientId = await openObservations(nurse);
    await quiet(nurse.page);
    const colleague = await Colleague.arrive(clinic.server.origin, clinic.server.port, 'bench2');
    const series: Series[] = [];
    let pulse = PULSE;
    for (const { words, speed, pace } of CONDITIONS) {
      const requests: number[] = [];
      const bytes: number[] = [];
      const taken: number[] = [];
      clinic.line.pace = pace;
      for (let round = 0; round < rounds; round++) {
        await syncNow(nurse.page);
        pulse += 1;
        await atSpeed(speed, nurse.tablet.context, async () => {
          const shown = news(nurse.page, pulse);
          clinic.line.reset();
          const began = performance.now();
          await colleague.file(patientId, { kind: 'observations', readings: { pulse }, spo2Scale: 1 });
          await shown;
          taken.push(performance.now() - began);
          await quiet(nurse.page);
        });
        requests.push(clinic.line.traffic.requests);
        bytes.push(clinic.line.bytes);
      }
      const one = (figure: string, unit: Series['unit'], ours: number[]): Series => ({
        row: 'small-sync',
        case: `${figure}${words}, a history of ${documents} documents`,
        unit,
        ours,
        growth: { figure: `${figure}${words}`, size: documents, of: 'documents' },
      });
      series.push(
        one('requests', 'requests', requests),
        one('bytes', 'bytes', bytes),
        one('until it is on the screen', 'ms', taken),
      );
    }
    await colleague.leave();
    return series;
  } finally {
    await clinic.close();
  }
}

/** Of the first patient of the caseload, whose id it answers. */
async function openObservations(nurse: Clinician): Promise<string> {
  const { page } = nurse;
  await nurse.open('Caseload');
  const link = page.locator('.patients a').first();
  const address = (await link.getAttribute('href')) ?? '';
  await link.click();
  await nurse.showSection('Observations');
  return address.replace('/patients/', '');
}

/** Resolves when the chart shows it. */
function news(page: Page, pulse: number): Promise<void> {
  return page
    .locator('main section.card', { hasText: `${pulse} /min` })
    .first()
    .waitFor({ timeout: 120_000 });
}
