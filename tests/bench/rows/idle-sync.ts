/** A sync when nothing has changed: what passes on the wire, and what it costs the server. */
import type { Clinician } from '../../e2e/clinician';
import type { Row, Series } from '../row';
import { Clinic } from '../support/clinic';
import { quiet, syncNow } from '../support/device-worker';
import { processorMs } from '../support/process-use';

const SIZES = [
  { patients: 300, documents: 60 },
  { patients: 10_000, documents: 6 },
];
/** Idle polls that the server's own work is measured over. */
const POLLS = 200;

export const idleSync: Row = {
  name: 'idle-sync',
  what: 'nothing changed: requests and bytes both ways with all headers (HTTP/1.1), and the server’s processor time',
  measure: async (rounds) => {
    const series: Series[] = [];
    for (const size of SIZES) series.push(...(await measure(rounds, size)));
    return series;
  },
};

async function measure(rounds: number, size: (typeof SIZES)[number]): Promise<Series[]> {
  const clinic = await Clinic.open(size);
  const of = `${size.patients} patients`;
  try {
    const nurse = await clinic.settled();
    await quiet(nurse.page);
    await syncNow(nurse.page);
    const requests: number[] = [];
    const bytes: number[] = [];
    const work: number[] = [];
    for (let round = 0; round < rounds; round++) {
      clinic.line.reset();
      await syncNow(nurse.page);
      requests.push(clinic.line.traffic.requests);
      bytes.push(clinic.line.bytes);
      work.push(await serverWork(nurse, clinic.server.pid ?? 0));
    }
    return [
      { row: 'idle-sync', case: `requests, ${of}`, unit: 'requests', ours: requests },
      { row: 'idle-sync', case: `bytes, ${of}`, unit: 'bytes', ours: bytes },
      { row: 'idle-sync', case: `server’s processor time, ${of}`, unit: 'ms', ours: work },
    ];
  } finally {
    await clinic.close();
  }
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
