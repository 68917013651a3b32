/** The pages of those who look after the organisation: privacy and administration. */
import type { Page } from '@playwright/test';
import { expectAccessible, PHONE, TABLET } from './accessible';
import { expect, test } from './fixtures';
import { storedPatients } from './stored-patients';

async function signIn(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name }).click();
}

test('a privacy officer finds who opened a chart, and taking that away is on record too; an administrator adds a user and removes one, whose tablet keeps no patient, and sees nothing else', async ({
  clinician,
  ready,
}) => {
  const nurse = await ready();
  const patient = await nurse.somePatient();
  await nurse.openChart(patient);
  const patientId = new URL(nurse.page.url()).pathname.split('/')[2] ?? '';
  const nhsNumber = /\d{3} \d{3} \d{4}/.exec(await nurse.page.getByRole('main').innerText())?.[0] ?? '';
  // A round begins with unlocking, and carries what is not carried yet.
  await nurse.open('Outbox');
  await nurse.lock();
  await nurse.unlock();

  const { page } = await clinician('Helen Adeyemi');
  await signIn(page, 'Helen Adeyemi');
  await expect(page.getByRole('heading', { level: 1, name: 'Privacy' })).toBeVisible();
  await expect(page.getByText('DEMO')).toBeVisible();
  const found = page.getByRole('region', { name: 'Who saw this patient' });
  await expect(async () => {
    await page.getByLabel('NHS number').fill(nhsNumber);
    await page.getByRole('button', { name: 'Find by NHS number' }).click();
    await expect(page.getByLabel('Patient id')).toHaveValue(patientId);
    const opened = found.getByRole('row').filter({ hasText: 'Opened the chart' });
    await expect(opened).toContainText('Amara Okafor', { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await expect(found).not.toContainText(patient.split(',')[0] ?? patient);
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as CSV' }).click();
  expect((await saved).suggestedFilename()).toBe('audit.csv');
  await page.getByRole('button', { name: 'Show' }).click();
  await expect(found.getByRole('row').filter({ hasText: 'Exported' })).toContainText('Helen Adeyemi');
  await expectAccessible(page, 'privacy', [PHONE, TABLET]);

  await page.context().clearCookies();
  await page.goto(new URL('/', page.url()).href);
  await signIn(page, 'Robert Castle');
  await expect(page.getByRole('heading', { level: 1, name: 'Administration' })).toBeVisible();
  await page.getByLabel('User name').fill('new.nurse');
  await page.getByLabel('Name', { exact: true }).fill('Nadia New');
  await page.getByRole('combobox', { name: 'Role', exact: true }).selectOption('community-nurse');
  await page.getByRole('textbox', { name: 'Teams', exact: true }).fill('community-nursing');
  await page.getByRole('button', { name: 'Add', exact: true }).first().click();
  await expect(page.getByRole('status')).toHaveText('new.nurse may sign in.');
  await page.getByRole('link', { name: /^Teams of Nadia New/ }).click();
  await page.getByRole('combobox', { name: 'Team' }).selectOption({ label: 'Testbury Community Midwives' });
  await page.getByLabel('Last day').fill('2026-01-01');
  await page.getByLabel('Why').fill('Cover for a course');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('The last day must be today or later.');
  await expectAccessible(page, 'teams of a user, with an error');
  await page.getByLabel('Last day').fill('2099-12-06');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  const cover = page.getByRole('row').filter({ hasText: 'Cover for a course' });
  await expect(cover).toContainText('7 Dec 2099, 00:00');
  await page.getByRole('link', { name: 'Back to Administration' }).click();
  await page.getByText('Remove Nadia New', { exact: true }).click();
  await page.getByRole('button', { name: 'Nadia New has left: remove' }).click();
  await expect(page.getByRole('status')).toHaveText('new.nurse has left.');
  await expectAccessible(page, 'administration', [PHONE, TABLET]);
  expect((await page.goto(new URL('/privacy', page.url()).href))?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: 'This page is not for your role.' })).toBeVisible();
  await expect(page.getByText('DEMO: no password, invented patients.')).toBeVisible();
  await expectAccessible(page, 'a page of another role');

  // The tablet of someone who has left hears of it, locked as it is, and keeps no patient.
  expect(await storedPatients(nurse)).not.toEqual([]);
  await nurse.lock();
  await page.goto(new URL('/admin', page.url()).href);
  await page.getByText('Remove Amara Okafor', { exact: true }).click();
  await page.getByRole('button', { name: 'Amara Okafor has left: remove' }).click();
  await expect(page.getByRole('status')).toHaveText('nurse has left.');
  await nurse.page.reload();
  await expect.poll(() => storedPatients(nurse), { timeout: 60_000 }).toEqual([]);
});
