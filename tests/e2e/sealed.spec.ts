/** Sealed notes: opened by a deliberate act, and nowhere else. */
import type { Locator } from '@playwright/test';
import { firstLine, textOf } from './clinician';
import { expectAccessible, PHONE, TABLET } from './accessible';
import { expect, test } from './fixtures';
import { filedNotes } from './server-data';

const TEXT = 'Quokka: bruises on both arms, partner answers every question for her.';

test('a restricted patient’s address is withheld; a sealed note is in no list, search, print or pack; with someone in the room nothing says that there are any', async ({
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  await nurse.open('Caseload');
  const restricted = nurse.rows().filter({ hasText: 'Address withheld: restricted record' });
  const patient = firstLine(await textOf(restricted));
  await nurse.openChart(patient);
  await expect(page.getByText('Address withheld: restricted record')).toHaveCount(2);
  await expect(page.getByRole('region', { name: 'Patient' })).toContainText('Address withheld');
  await nurse.showSection('Notes');
  const sealed = page.getByRole('link', { name: 'Sealed notes' });
  await sealed.click();
  await page.getByRole('button', { name: 'Save sealed note' }).click();
  await expect(page.getByText('Choose what it is about')).toBeVisible();
  await expectAccessible(page, 'sealed notes, with errors', [PHONE, TABLET]);
  await page.getByLabel('Domestic abuse').check();
  await page.getByLabel('Sealed note', { exact: true }).fill(TEXT);
  await page.getByRole('button', { name: 'Save sealed note' }).click();
  await expect(page.getByText('Sealed, and saved on this device.')).toBeVisible();
  const note = page.getByText(TEXT);
  await expect(note).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(note).toBeHidden();
  await page.emulateMedia({ media: 'screen' });

  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Sealed note')).toContainText('Filed', { timeout: 60_000 });
  await expect(page.getByText(/quokka/i)).toHaveCount(0);
  expect(await filedNotes(nurse, TEXT)).toEqual([]);
  await nurse.openChart(patient, 'Notes');
  await expect(nurse.timelineItem('Quokka')).toHaveCount(0);
  await nurse.open('Caseload');
  await nurse.search('quokka');
  await expect(page.getByText('Nobody on this device matches.')).toBeVisible();

  // On the screen itself when somebody comes in: it is the chart at once.
  await nurse.openChart(patient, 'Notes');
  await sealed.click();
  await expect(note).toBeVisible();
  await page.getByRole('button', { name: 'Someone is in the room' }).click();
  await expect(page.getByRole('link', { name: 'Record a visit' })).toBeVisible();
  await nurse.showSection('Notes');
  await saysNothing([note, sealed, page.getByText(/sealed/i)]);
  await nurse.open('Outbox');
  await saysNothing([page.getByText(/sealed/i), page.getByText(/domestic/i)]);
  await page.goto(`${nurse.origin}/caseload`);
  await nurse.unlock();
  await nurse.openChart(patient, 'Notes');
  await saysNothing([sealed]);
  await page.getByRole('link', { name: nurse.name }).click();
  await page.getByRole('button', { name: 'Show everything' }).click();
  await nurse.openChart(patient, 'Notes');
  await sealed.click();
  await expect(note).toBeVisible();
});

async function saysNothing(places: readonly Locator[]): Promise<void> {
  for (const place of places) await expect(place).toHaveCount(0);
}
