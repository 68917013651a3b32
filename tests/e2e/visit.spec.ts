import type { Locator } from '@playwright/test';
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
  const { page } = nurse;
  await expectBanner(page.getByRole('region', { name: 'Patient' }));
  await nurse.showSection('Observations');
  await expect(page.getByRole('img', { name: /readings from .* lowest .* highest/ }).first()).toBeVisible();
  await nurse.beginVisit();
  const news2 = page.getByRole('status', { name: 'NEWS2' });
  for (const [label, value] of [
    ['Respiration rate', '25'],
    ['Oxygen saturation', '93'],
    ['Systolic blood pressure', '120'],
    ['Pulse', '95'],
  ] as const) {
    await nurse.reading(label).fill(value);
  }
  await page.getByRole('radio', { name: 'Air', exact: true }).check();
  await page.getByRole('radio', { name: 'A: Alert' }).check();
  await expect(news2).toContainText('No NEWS2 total yet');
  await expect(news2).toContainText('Still missing: Temperature');
  await nurse.reading('Temperature').fill('37.5');
  await expect(news2).toContainText('NEWS2 6 medium risk');
  await expect(news2).toContainText('Urgent: inform the medical team immediately.');
  await nurse.reading('Pulse').fill('72');
  await nurse.reading('Oxygen saturation').fill('97');
  await expect(news2).toContainText('NEWS2 3 low to medium risk');
  await expect(news2).toContainText('A 3 in a single parameter');
  await nurse.reading('Oxygen saturation').fill('92');
  await expect(news2).toContainText('NEWS2 5 medium risk');
  // Only what somebody decided and wrote down makes it scale 2.
  await expect(news2).toContainText('SpO2 scale 1');
  await page.getByRole('button', { name: 'Record a decision on the scale' }).click();
  await page.getByLabel('Scale 2 (88 to 92 %)').check();
  await page.getByLabel('Who decided it, and why').fill('Dr Patel, hypercapnic failure in May');
  await page.getByRole('button', { name: 'Save this decision' }).click();
  await expect(news2).toContainText('SpO2 scale 2');
  await expect(news2).toContainText('NEWS2 3 low to medium risk');
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
  await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(3);

  await nurse.switchOffAndOn();
  await nurse.unlock();
  await server.start();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Filed')).toHaveCount(3, { timeout: 90_000 });
  await expect(nurse.page.getByRole('status', { name: 'Connection' })).toContainText(
    'Nothing waits to be filed',
  );
});

test('no NEWS2 score in pregnancy, nor for a baby: the form says why instead', async ({ ready }) => {
  const midwife = await ready('Grace Tennant');
  const { page } = midwife;
  const expectNoScore = async (patient: Locator, why: string) => {
    await patient.first().getByRole('link').first().click();
    await midwife.beginVisit();
    const news2 = page.getByRole('status', { name: 'NEWS2' });
    await expect(news2).toContainText('No NEWS2 score');
    await expect(news2).toContainText(why);
    await expect(page.getByRole('button', { name: 'Record a decision on the scale' })).toHaveCount(0);
  };
  await midwife.open('Today');
  const antenatal = midwife.rows().filter({ hasText: 'Antenatal check' });
  await expectNoScore(antenatal, 'NEWS2 is not for use in pregnancy.');
  await midwife.open('Caseload');
  const baby = midwife.rows().filter({ hasText: /Born .*\((\d+d|\d+m \d+d)\)/ });
  await expectNoScore(baby, 'NEWS2 is not for people under 16.');
});

/** Who this is, and what one must know before one touches them. */
async function expectBanner(banner: Locator): Promise<void> {
  await expect(banner).toContainText(/[A-Z’' -]+, [A-Z]\w+/);
  await expect(banner).toContainText(/Born \d{1,2} \w+ \d{4} \(\d+y\)/);
  await expect(banner).toContainText(/NHS No\. 999 \d{3} \d{4}/);
  await expect(banner.locator('.address')).toContainText(/\w+, .*\w+/);
  await expect(banner).toContainText(/Allergies: |No known allergies/);
  await expect(banner).toContainText(/As known at /);
}
