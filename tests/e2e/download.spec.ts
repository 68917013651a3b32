import { isType } from '../../src/lib/record/fhir';
import type { FaultProxy } from '../support/fault-proxy';
import { formatInstant } from '../../src/lib/clinical/dates';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';
import { caseloadOf, packsOf } from './server-data';

test.use({ behindProxy: true });

const SLOW = { kind: 'slow-answer', bytesPerSecond: 30_000 } as const;
const COMPLETE = 'Your caseload is complete on this device';

/** Which patients' packs each request asks for, from now on: by name, or of the whole caseload. The line is slow while `slow.on`. */
function watchPacks(network: FaultProxy) {
  const asked: (string[] | 'caseload')[] = [];
  const slow = { on: true };
  network.fault = (path, method, body) => {
    if (path !== '/api/packs') return undefined;
    const { want } = JSON.parse(method === 'GET' ? '{}' : body) as { want?: { patientId: string }[] };
    asked.push(want?.map(({ patientId }) => patientId) ?? 'caseload');
    return slow.on ? SLOW : undefined;
  };
  return { asked, slow };
}

async function progressOf(nurse: Clinician): Promise<{ done: number; total: number; bytes: string }> {
  const text = await nurse.page.getByText(/\d+ of \d+ patients, /).textContent();
  const [, done, total, bytes] = /(\d+) of (\d+) patients, ([\d.]+ \w+)/.exec(text ?? '') ?? [];
  return { done: Number(done), total: Number(total), bytes: bytes ?? '' };
}

test('the download shows patients done of total and bytes, and a clear finish; a tab closed half-way goes on from there', async ({
  network,
  clinician,
}) => {
  const { asked, slow } = watchPacks(network);
  const nurse = await clinician();
  await nurse.setUp();
  const bar = nurse.page.getByRole('progressbar', { name: 'Getting your caseload' });
  await expect(bar).toBeVisible();
  await expect(nurse.page.getByText(COMPLETE)).toHaveCount(0);
  await expect.poll(async () => (await progressOf(nurse)).done).toBeGreaterThan(0);
  const early = await progressOf(nurse);
  expect(early.bytes).toMatch(/^(?!0 )[\d.]+ (KB|MB)$/);
  expect(early.done).toBeLessThan(early.total);
  await expect(bar).toHaveAttribute('max', String(early.total));
  await expect.poll(async () => (await progressOf(nurse)).done).toBeGreaterThan(early.done);
  const reached = await progressOf(nurse);
  expect(reached.done).toBeLessThan(reached.total);
  expect(asked).toEqual(['caseload']);

  const again = await nurse.tablet.context.newPage();
  await nurse.page.close();
  slow.on = false;
  nurse.page = again;
  await again.goto(nurse.origin);
  await nurse.unlock();
  await nurse.caseloadComplete();
  await expect(again.getByRole('progressbar')).toHaveCount(0);

  const [, second, ...more] = asked;
  if (second === undefined || second === 'caseload') throw new Error('the rest is asked for by name');
  expect(more).toEqual([]);
  expect(second.length).toBeGreaterThan(0);
  expect(second.length).toBeLessThanOrEqual(reached.total - reached.done);
  // Whoever is visited today comes first.
  const today = new Date().toLocaleDateString('sv', { timeZone: 'Europe/London' });
  const { rows, visits } = await caseloadOf(nurse);
  const visited = new Set(visits.filter(({ date }) => date === today).map(({ patientId }) => patientId));
  expect(rows).toHaveLength(reached.total);
  const left = second.filter((patientId) => visited.has(patientId));
  expect(left.length).toBeLessThanOrEqual(Math.max(0, visited.size - reached.done));
  expect(second.slice(0, left.length)).toEqual(left);

  await nurse.open('Caseload');
  await expect(
    nurse.page.getByText(`${reached.total} of ${reached.total} patients on this device`),
  ).toBeVisible();
});

test('Ready to leave says what is missing while it comes down, and for each patient what is here', async ({
  network,
  clinician,
}) => {
  const { slow } = watchPacks(network);
  const nurse = await clinician();
  await nurse.setUp();
  await nurse.open('Ready');
  const { page } = nurse;
  const answer = page.getByRole('status', { name: 'Answer' });
  await expect(answer).toContainText('Not ready to leave');
  await expect(answer).toContainText(/today’s patients are not on this device/);
  const cells = page.getByRole('region', { name: 'Patients on this device' }).getByRole('cell');
  await expect(cells.filter({ hasText: 'missing' })).not.toHaveCount(0);
  await expect(page.getByRole('progressbar')).toBeVisible();
  slow.on = false;
  await nurse.caseloadComplete();
  await expect(cells.filter({ hasText: 'missing' })).toHaveCount(0);
  await expect(answer).not.toContainText('Not ready to leave');

  const caseload = await caseloadOf(nurse);
  const total = caseload.rows.length;
  await expect(nurse.fact('Patients on this device')).toHaveText(`${total} of ${total}`);
  const until = new Date(Date.parse(caseload.asOf) + caseload.leaseHours * 3_600_000);
  // The lease is from when the device was set up.
  const minutes = [0, -1, -2, -3].map((step) =>
    formatInstant(new Date(until.getTime() + step * 60_000).toISOString()),
  );
  await expect(nurse.fact('Records can be read until')).toHaveText(new RegExp(minutes.join('|')));

  const packs = await packsOf(nurse);
  const rows = page.getByRole('region', { name: 'Patients on this device' }).getByRole('row');
  await expect(rows).toHaveCount(total + 1);
  for (const { changed } of packs.slice(0, 3)) {
    const patient = changed.find((resource) => isType(resource, 'Patient'));
    const { family = '', given = [] } = patient?.name?.[0] ?? {};
    const of = (...types: string[]) => changed.filter(({ resourceType }) => types.includes(resourceType));
    const row = rows.filter({ hasText: `${family.toUpperCase()}, ${given[0]}` });
    const [record, carePlan, forms, medicines] = await row.getByRole('cell').allTextContents();
    expect({ record, carePlan, forms }).toEqual({
      record: 'here',
      carePlan: of('CarePlan').some(({ status }) => status === 'active') ? 'here' : 'none',
      forms: String(of('Questionnaire', 'QuestionnaireResponse').length),
    });
    expect(medicines).toBe(
      String(of('MedicationRequest').filter(({ status }) => status === 'active').length),
    );
  }
});

test('Ready to leave tells whether the browser keeps what is stored, what is old and what is not sent', async ({
  network,
  ready,
}) => {
  const [nurse, colleague] = await Promise.all([ready(), ready('Tom Hargreaves')]);
  const { page } = nurse;
  await nurse.open('Ready');
  const answer = page.getByRole('status', { name: 'Answer' });
  const keeps = nurse.fact('Browser keeps what is stored');

  await expect(keeps).toHaveText('not promised');
  await expect(answer).toContainText('You can leave, but look at this first');
  await expect(answer).toContainText('The browser has not promised to keep what is stored here.');
  // It was asked when the vault was made.
  await expect(page.getByText('The browser’s answer: not promised.')).toBeVisible();

  const devtools = await nurse.tablet.context.newCDPSession(page);
  await devtools.send('Browser.grantPermissions', { origin: nurse.origin, permissions: ['durableStorage'] });
  await page.getByRole('button', { name: 'Ask the browser to keep it' }).click();
  await expect(keeps).toHaveText('yes, promised');
  await expect(page.getByText('The browser’s answer: not promised.')).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Ask the browser to keep it' })).toHaveCount(0);
  await expect(answer).toContainText('Ready to leave');
  await expect(answer).toContainText('Everything for today is on this device.');
  await expect(nurse.fact('Room left')).toHaveText(/^[\d.]+ [KMG]B$/);
  await expect(nurse.fact('Not filed yet')).toHaveText('0');

  // A newer record that can’t come down is said to be old.
  network.fault = (path) => (path === '/api/packs' ? { kind: 'drop' } : undefined);
  const patient = await colleague.somePatient();
  await colleague.recordNote(patient, 'Seen by a colleague meanwhile.');
  const row = page.getByRole('row').filter({ hasText: patient.replace(/ \(.*/, '') });
  await expect(row).toContainText('older version', { timeout: 30_000 });
  await expect(answer).toContainText('1 record is not the newest version');
  network.fault = undefined;
  await page.getByRole('button', { name: 'Update now' }).click();
  await expect(row).not.toContainText('older version');
  await expect(answer).toContainText('Everything for today is on this device.');

  network.fault = () => ({ kind: 'drop' });
  await nurse.recordNote(patient, 'Written with no network.');
  await nurse.open('Ready');
  await expect(nurse.fact('Not filed yet')).toHaveText('1');
  await expect(answer).toContainText('1 entry is not filed yet');
});
