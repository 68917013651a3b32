/** What a care home's staff see of a resident: a part of the record, which says so. */
import { expect, test } from './fixtures';

test('a care home is told that it sees a part of the record, and is offered nothing that would be refused', async ({
  ready,
}) => {
  const carer = await ready('Lena Fischer');
  const { page } = carer;
  await expect(page.getByRole('link', { name: /^Record visit/ })).toHaveCount(0);
  await carer.open('Caseload');
  await carer.rows().first().getByRole('link').first().click();
  await expect(page.getByText('Problems, notes and documents are not shown to your role.')).toBeVisible();
  await expect(page.getByText('No problems are recorded')).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Record a visit' })).toHaveCount(0);
  const parts = page.getByRole('navigation', { name: 'Parts of the chart' }).getByRole('link');
  await expect(parts).toHaveText(['Summary', 'Care plan', 'Observations']);
});
