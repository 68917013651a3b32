import { expect, test } from './fixtures';
import type { Clinician } from './clinician';

const NOTE = 'Second tab: blood taken, sent with the van.';

test.use({ behindProxy: true });

/** Another tab of the same tablet, at the app’s first page. */
async function secondTab(nurse: Clinician): Promise<Clinician> {
  const page = await nurse.tablet.context.newPage();
  await page.goto(nurse.origin);
  return nurse.inTab(page);
}

test('a second tab opens without a passphrase, shows what is saved in the first, and is locked with it', async ({
  network,
  ready,
}) => {
  const first = await ready();
  const second = await secondTab(first);
  await expect(second.heading('Today')).toBeVisible();
  const patient = await first.somePatient();
  await first.openChart(patient, 'Notes');
  network.fault = () => ({ kind: 'drop' });

  await second.recordNote(patient, NOTE);
  await expect(first.timelineItem(NOTE)).toContainText('On this device, not sent yet');
  await first.open('Outbox');
  await expect(first.outboxItem('On this device, not sent yet')).toHaveCount(1);

  const third = await secondTab(first);
  await expect(third.heading('Today')).toBeVisible();
  await second.lock();
  for (const tab of [first, third]) {
    await expect(tab.heading('Unlock')).toBeVisible();
    await expect(tab.page.getByText(NOTE)).toHaveCount(0);
  }
  // A tab that is opened now finds nobody who would hand the keys over.
  const fourth = await secondTab(first);
  await expect(fourth.heading('Unlock')).toBeVisible();

  await fourth.unlock();
  for (const tab of [first, second, third, fourth]) {
    await expect(tab.page.getByRole('navigation', { name: 'Main' })).toBeVisible();
  }
  network.fault = undefined;
  await first.open('Outbox');
  await expect(first.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });
});

test('of several tabs one listens to the server, and another takes over when it is closed', async ({
  network,
  ready,
}) => {
  const listening = () => network.seen.filter((request) => request === 'GET /api/news').length;
  const first = await ready();
  await expect.poll(listening).toBe(1);
  const second = await secondTab(first);
  const third = await secondTab(first);
  for (const tab of [second, third]) {
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
  await colleague.recordNote(patient, 'And a second note.');
  for (const tab of [second, third]) await expect(tab.timelineItem('And a second note.')).toBeVisible();
  expect(listening()).toBe(before + 1);

  // A tab that is looked at again doesn't wait for its turn.
  const rounds = () => network.seen.filter((request) => request.startsWith('GET /api/caseload')).length;
  const asked = rounds();
  await third.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await expect.poll(rounds, { timeout: 10_000 }).toBeGreaterThan(asked);
});
