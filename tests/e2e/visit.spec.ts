import { expect, test } from './fixtures';

test.use({ wholeBrowser: true });

const NOTE = 'Dressing changed, skin intact, walking well with the frame.';

test('a visit is recorded with no network, stays through reload and crash, and is filed when the server is back', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const patient = await nurse.someVisited();
  // A browser writes down half a minute late who is signed in, or when it is closed.
  await nurse.switchOffAndOn();
  await nurse.unlock();
  await server.kill();

  await nurse.openChart(patient);
  await nurse.beginVisit();
  const { page } = nurse;
  for (const [label, value] of [
    ['Respiration rate', '21'],
    ['Oxygen saturation', '93'],
    ['Systolic blood pressure', '120'],
    ['Pulse', '95'],
  ] as const) {
    await nurse.reading(label).fill(value);
  }
  await page.getByRole('radio', { name: 'Air', exact: true }).check();
  await page.getByRole('radio', { name: 'A: Alert' }).check();
  await expect(page.getByText('No NEWS2 total yet')).toBeVisible();
  await nurse.reading('Temperature').fill('37.5');
  await expect(page.getByText(/NEWS2.*\b5\b/s).first()).toBeVisible();
  await nurse.writeNote(NOTE);

  // The draft outlives a lock, a reload, and a browser that is killed.
  await nurse.lock();
  await nurse.unlock();
  await nurse.openChart(patient);
  await nurse.beginVisit();
  await expect(page.getByLabel('What you saw and did')).toHaveValue(NOTE);
  await page.reload();
  await nurse.unlock();
  await nurse.openChart(patient);
  await nurse.beginVisit();
  await expect(page.getByText('Your draft is back')).toBeVisible();
  await nurse.tablet.kill();
  await nurse.switchOn();
  await nurse.unlock();
  await nurse.openChart(patient);
  await nurse.beginVisit();
  await expect(nurse.page.getByText('Your draft is back')).toBeVisible();
  await expect(nurse.page.getByLabel('What you saw and did')).toHaveValue(NOTE);
  await expect(nurse.reading('Temperature')).toHaveValue('37.5');

  await nurse.saveVisit();
  await nurse.saysSaved();
  await nurse.openChart(patient, 'Notes');
  await expect(nurse.page.getByText(NOTE)).toBeVisible();
  await expect(nurse.page.getByText('On this device, not sent yet').first()).toBeVisible();

  await nurse.open('Outbox');
  await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(2);

  await nurse.switchOffAndOn();
  await nurse.unlock();
  await server.start();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Filed')).toHaveCount(2, { timeout: 90_000 });
  await expect(nurse.page.getByRole('status', { name: 'Connection' })).toContainText(
    'Nothing waits to be filed',
  );
});
