/** Patients who are on no list of the clinician's: seen by their own word, or opened in an emergency. */
import { Organisation } from '../../src/lib/server/access/organisation';
import { openEmbeddedStore } from '../../src/lib/server/store/embedded';
import { RecordStore } from '../../src/lib/server/store/record';
import { formatNhsNumber } from '../../src/lib/clinical/nhs-number';
import { TabletClock } from '../support/clocks';
import type { ServerProcess } from '../support/server-process';
import { expectAccessible, PHONE, TABLET } from './accessible';
import { expect, test } from './fixtures';
import { caseloadOf } from './server-data';

const WORDS = 'Found on the floor by a neighbour, ambulance is called';

test('with no network the glass is broken for one patient and one hour, and the privacy officer reviews it; with one, a patient is claimed with a reason', async ({
  server,
  clinician,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  const clock = new TabletClock(page);
  const own = (await caseloadOf(nurse)).rows.map(({ patientId }) => patientId);
  await server.kill();
  const [found, claimed] = await strangersIn(server, own);
  if (!found || !claimed) throw new Error('the organisation has nobody else');

  await nurse.open('Caseload');
  await page.getByRole('link', { name: 'An emergency: break glass' }).click();
  await page.getByRole('textbox', { name: 'NHS number' }).fill(formatNhsNumber(found));
  await page.getByRole('button', { name: 'Find' }).click();
  await page.getByRole('button', { name: 'Break glass' }).click();
  await page.getByRole('button', { name: 'Open for one hour' }).click();
  await expect(page.getByText('Choose a reason')).toBeVisible();
  await expect(page.getByText('Say in a few words why')).toBeVisible();
  await expectAccessible(page, 'break glass, with errors', [PHONE, TABLET]);
  await page.getByLabel('This patient needs urgent care now').check();
  await page.getByLabel('In your own words').fill(WORDS);
  await page.getByRole('button', { name: 'Open for one hour' }).click();
  await expect(page.getByText(/^Glass broken: closes in (60|59) minutes$/)).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Medicines' })).toBeVisible();
  await expectAccessible(page, 'emergency summary', [PHONE, TABLET]);
  const opened = page.url();
  await nurse.open('Caseload');
  await expect(page.getByText(`${own.length} of ${own.length} patients on this device`)).toBeVisible();

  await clock.forward(61 * 60_000);
  await page.goto(opened);
  await clock.settled();
  await nurse.unlock();
  await expect(page.getByText('This patient is not on your caseload any more')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Medicines' })).toHaveCount(0);

  await server.start();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem(WORDS)).toContainText('Filed', { timeout: 60_000 });
  await nurse.open('Caseload');
  await page.getByRole('link', { name: 'I am seeing this patient' }).click();
  await page.getByRole('button', { name: 'Put on my caseload' }).click();
  await expect(page.getByText('Say in a few words why you see them')).toBeVisible();
  await expectAccessible(page, 'I am seeing this patient, with errors', [PHONE, TABLET]);
  await page.getByLabel('NHS number').fill(formatNhsNumber(claimed));
  await page.getByLabel('Why are you seeing them?').fill('Asked by the GP to look at a wound today');
  await page.getByRole('button', { name: 'Put on my caseload' }).click();
  await expect(page.getByText('The patient is on your caseload')).toBeVisible();
  await expectAccessible(page, 'I am seeing this patient, done');
  await page.getByRole('link', { name: 'Open the chart' }).click();
  await expect(page.getByRole('link', { name: 'Record a visit' })).toBeVisible();
  await expect(page.getByText(formatNhsNumber(claimed))).toBeVisible();
  await expect(page.getByText(/^You said that you are seeing this patient, until \d/)).toBeVisible();

  const officer = await clinician('Helen Adeyemi');
  await officer.page.getByRole('link', { name: 'Sign in' }).click();
  await officer.page.getByRole('button', { name: 'Helen Adeyemi' }).click();
  await expect(officer.heading('Privacy')).toBeVisible();
  const review = officer.page.locator('form').filter({ hasText: 'Broke glass' });
  await expect(review).toContainText('Amara Okafor');
  await expect(review).toContainText(WORDS);
  await review.getByRole('button', { name: 'Mark as reviewed' }).click();
  await expect(officer.page.getByRole('alert')).toContainText('Write what you found');
  await expectAccessible(officer.page, 'privacy, with a review that says nothing', [PHONE, TABLET]);
  await review.getByLabel(/^What you found/).fill('Called her team: the ambulance came.');
  await review.getByRole('button', { name: 'Mark as reviewed' }).click();
  await expect(officer.page.getByRole('region', { name: 'Reviewed' })).toContainText('Broke glass');
  await expect(officer.page.getByRole('heading', { name: 'To review (1)' })).toBeVisible(); // what she claimed
});

/** NHS numbers of patients of the organisation who are not among these. The server is down: its store belongs to one process. */
async function strangersIn({ dataDir }: ServerProcess, own: readonly string[]): Promise<string[]> {
  const store = await openEmbeddedStore(dataDir);
  const [organisation, record] = [await Organisation.open(store), await RecordStore.open(store)];
  const teams = await organisation.teams();
  const ids = (await Promise.all(teams.map(({ id }) => organisation.patientsOf(id)))).flat();
  const known = await record.versions(ids.filter((id) => !own.includes(id)));
  organisation.close();
  record.close();
  await store.close();
  return [...known.values()].flatMap(({ nhsNumber }) => (nhsNumber === undefined ? [] : [nhsNumber]));
}
