import { expect, test } from './fixtures';

test('whoever goes back to a chart is where they were on it', async ({ ready }) => {
  const nurse = await ready();
  const { page } = nurse;
  const place = () => page.evaluate(() => scrollY);
  await nurse.openChart(await nurse.somePatient());
  await page.getByRole('heading', { name: 'Why you see this patient' }).scrollIntoViewIfNeeded();
  await expect.poll(place).toBeGreaterThan(300);
  const before = await place();
  await nurse.beginVisit();
  await expect.poll(place).toBe(0);
  await page.goBack();
  await expect(page.getByRole('link', { name: 'Record a visit' })).toBeVisible();
  await expect.poll(place).toBeGreaterThan(before / 3);
});
