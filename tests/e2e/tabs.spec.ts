import { expect, test } from './fixtures';
import type { Clinician } from './clinician';

const NOTE = 'Second tab: blood taken, sent with the van.';
const AND_MORE = 'And a second note.';
const UNSENT = 'Written with no signal.';

test.use({ behindProxy: true });

/** Another tab of the same tablet, at the app’s first page. */
async function secondTab(nurse: Clinician): Promise<Clinician> {
  const page = await nurse.tablet.context.newPage();
  await page.goto(nurse.origin);
  return nurse.inTab(page);
}

test('of several tabs one listens to the server, and another takes over when it is closed; what is saved in one all show, with no passphrase of their own, and they lock together', async ({
  network,
  ready,
}) => {
  const listening = () => network.seen.filter((request) => request === 'GET /api/news').length;
  const first = await ready();
  await expect.poll(listening).toBe(1);
  const second = await secondTab(first);
  const third = await secondTab(first);
  for (const tab of [second, third]) {
    await expect(tab.heading('Today')).toBeVisible();
    await expect(tab.page.getByRole('status', { name: 'Connection' })).toHaveText(/Online(?!, updating)/);
  }
  expect(listening()).toBe(1);

  // What comes to the one that listens is shown by all.
  const colleague = await ready('Tom Hargreaves');
  const patient = await colleague.somePatient();
  for (const tab of [first, second, third]) await tab.openChart(patient, 'Notes');
  const before = listening();
  await colleague.recordNote(patient, NOTE);
  for (const tab of [first, second, third]) await expect(tab.timelineItem(NOTE)).toBeVisible();
  expect(listening()).toBe(before);

  await first.page.close();
  await expect.poll(listening).toBe(before + 1);
  await colleague.recordNote(patient, AND_MORE);
  for (const tab of [second, third]) await expect(tab.timelineItem(AND_MORE)).toBeVisible();
  expect(listening()).toBe(before + 1);

  // A tab that is looked at again doesn't wait for its turn.
  const rounds = () => network.seen.filter((request) => request.startsWith('GET /api/caseload')).length;
  const asked = rounds();
  await third.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(rounds, { timeout: 10_000 }).toBeGreaterThan(asked);

  network.fault = () => ({ kind: 'drop' });
  await second.recordNote(patient, UNSENT);
  await expect(third.timelineItem(UNSENT)).toContainText('On this device, not sent yet');
  await second.lock();
  await expect(third.heading('Unlock')).toBeVisible();
  await expect(third.page.getByText(UNSENT)).toHaveCount(0);
  // A tab that is opened now finds nobody who would hand the keys over.
  const fourth = await secondTab(second);
  await expect(fourth.heading('Unlock')).toBeVisible();
  await fourth.unlock();
  for (const tab of [second, third, fourth]) {
    await expect(tab.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  }
  network.fault = undefined;
  await fourth.open('Outbox');
  await expect(fourth.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });
});
