/** What a care home's staff see of a resident: a part of the record, which says so. */
import { changeRole } from './change-role';
import { expect, test } from './fixtures';

const PARTLY =
  'Not all of the record: problems, notes, documents and what is sensitive are not shown to your role.';

test('a care home is told that it sees a part of the record, and is offered nothing that would be refused', async ({
  ready,
}) => {
  const carer = await ready('Lena Fischer');
  const { page } = carer;
  await carer.open('Caseload');
  await carer.rows().first().getByRole('link').first().click();
  await expect(page.getByText(PARTLY)).toBeVisible();
  await expect(page.getByText('No problems are recorded')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Record a visit' })).toHaveCount(0);
  const parts = page.getByRole('navigation', { name: 'Parts of the chart' }).getByRole('link');
  await expect(parts).toHaveText(['Summary', 'Care plan', 'Observations']);
  const chart = new URL(page.url()).pathname;

  // The address of a part that it is not given shows the summary.
  await page.goto(`${carer.origin}${chart}?show=notes`);
  await carer.unlock();
  await expect(page.getByRole('heading', { name: /^Medicines/ })).toBeVisible();

  // Nor is there a form behind a typed address, and a way back is.
  const patientId = chart.split('/')[2] ?? '';
  for (const address of [
    `${chart}/visit`,
    `${chart}/amend/n1`,
    `${chart}/sealed`,
    `/decide/${patientId}/d1`,
  ]) {
    await page.goto(carer.origin + address);
    await carer.unlock();
    await expect(carer.heading('This page is not for your role'), address).toBeVisible();
    await expect(page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  }
  await page.getByRole('link', { name: 'Back to the chart' }).click();
  await expect(page.getByText(PARTLY)).toBeVisible();
});

test('whoever gets a role that may not write is offered no visit to record any more', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const record = nurse.page.getByRole('link', { name: /^Record visit/ });
  await expect(record.first()).toBeVisible();
  await changeRole(server, nurse, 'nurse', 'care-home');
  await nurse.open('Today');
  await expect(nurse.rows().first()).toBeVisible();
  await expect(record).toHaveCount(0);
});
