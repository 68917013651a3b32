/** A sync when nothing has changed: what passes on the wire, and what it costs the server. */
import type { Page } from '@playwright/test';
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { dataWorker, quiet, syncNow } from '../support/device-worker';
import { CONDITIONS } from '../support/conditions';
import { processorMs } from '../support/process-use';
import { atSpeed } from '../support/speeds';
import { timeRound } from '../support/watched';

const SIZES = [
  { patients: 300, documents: 60 },
  { patients: 10_000, documents: 6 },
];
/** Idle polls that the server's own work is measured over. */
const POLLS = 200;

export const idleSync: Row = {
  name: 'idle-sync',
  what:
    'nothing changed: requests and bytes both ways with all headers (HTTP/1.1), the server’s processor time, and ' +
    'over the slow line how long the screen says that it is being updated',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const size of SIZES) series.push(...(await measure(rounds, size)));
    return series;
  },
};

async function measure(rounds: number, size: (typeof SIZES)[number]): Promise<Series[]> {
  const clinic = await Clinic.open(size);
  try {
    const nurse = await clinic.settled();
    await quiet(nurse.page);
    await syncNow(nurse.page);
    const series: Series[] = [];
    for (const { words, speed, pace } of CONDITIONS) {
      const requests: number[] = [];
      const bytes: number[] = [];
      const taken: number[] = [];
      clinic.line.pace = pace;
      for (let round = 0; round < rounds; round++) {
        clinic.line.reset();
        await atSpeed(speed, nurse.tablet.context, async () => {
          // On a fast line it is over before the screen could say that it is under way.
          if (pace) taken.push(await timedSync(nurse.page));
          else await syncNow(nurse.page);
        });
        requests.push(clinic.line.traffic.requests);
        bytes.push(clinic.line.bytes);
      }
      series.push(
        seriesOf(`requests${words}`, 'requests', requests, size),
        seriesOf(`bytes${words}`, 'bytes', bytes, size),
      );
      if (taken.length > 0) series.push(seriesOf(`until the round is over${words}`, 'ms', taken, size));
    }
    clinic.line.pace = undefined;
    const work: number[] = [];
    while (work.length < rounds) work.push(await serverWork(nurse, clinic.server.pid ?? 0));
    return [...series, seriesOf('server’s processor time', 'ms', work, size)];
  } finally {
    await clinic.close();
  }
}

function seriesOf(
  figure: string,
  unit: Series['unit'],
  ours: number[],
  { patients }: (typeof SIZES)[number],
): Series {
  const growth = { figure, size: patients, of: 'patients' };
  return { row: 'idle-sync', case: `${figure}, ${patients} patients`, unit, ours, growth };
}

/** One round, as when the browser comes back to a network; ms until the screen says that it is over. */
async function timedSync(page: Page): Promise<number> {
  const over = page.evaluate(timeRound);
  // Answered after that one has begun to look: what is asked of a page is done in turn.
  await page.evaluate(() => undefined);
  await dataWorker(page).evaluate(() => {
    dispatchEvent(new Event('online'));
  });
  const taken = await over;
  await quiet(page);
  return taken;
}

/** Processor time of one idle poll, ms: of many that were answered 304. */
async function serverWork({ page, origin }: Clinician, pid: number): Promise<number> {
  const etag = (await page.request.get(`${origin}/api/caseload`)).headers()['etag'] ?? '';
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const headers = { 'if-none-match': etag, cookie };
  const before = processorMs(pid);
  for (let i = 0; i < POLLS; i++) {
    const { status } = await fetch(`${origin}/api/caseload`, { headers });
    if (status !== 304) throw new Error(`an idle poll was answered ${status}`);
  }
  return (processorMs(pid) - before) / POLLS;
}
