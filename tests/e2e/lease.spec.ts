/** A tablet that has had no contact for longer than its lease: closed, opened by a notice, nothing lost. */
import { readFileSync } from 'node:fs';
import { HOUR_MS, shiftServerClock, TabletClock } from '../support/clocks';
import { expectAccessible } from './accessible';
import { expect, test } from './fixtures';

const NOTE = 'Wound clean and dry, seen while the server was down.';
const CLOSED = 'Patients’ records on this device are closed';

test('a lease lapses with work unfiled: a notice by address or file opens the records, and the next contact files the work', async ({
  server,
  clinician,
}) => {
  await server.kill();
  Object.assign(server.env, { LEASE_HOURS: '1' });
  await server.start();
  const nurse = await (await clinician()).ready();
  const { page } = nurse;
  const clock = new TabletClock(page);
  const patient = await nurse.somePatient();

  const office = (await clinician('Robert Castle')).page;
  await office.getByRole('link', { name: 'Sign in' }).click();
  await office.getByRole('button', { name: 'Robert Castle' }).click();
  const until = new Date(Date.now() + 4 * HOUR_MS).toLocaleString('sv-SE', { timeZone: 'Europe/London' });
  await office.getByLabel('Leases run on until').fill(until.slice(0, 16).replace(' ', 'T'));
  await office.getByLabel('Why').fill('The data centre is without power');
  await office.getByRole('button', { name: 'Make an outage notice' }).click();
  await expect(office.getByRole('status')).toContainText('Leases run on until');
  await expect(office.getByRole('img', { name: 'The notice as a code to scan' })).toBeVisible();
  await expectAccessible(office, 'administration, with an outage notice');
  const link = office.getByRole('link', { name: 'The address that the code holds' });
  const address = (await link.getAttribute('href')) ?? '';
  const download = office.waitForEvent('download');
  await office.getByRole('link', { name: 'Save the notice as a file' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8').trim()).toBe(address);

  await server.kill();
  await nurse.recordNote(patient, NOTE);
  await clock.forward(2 * HOUR_MS);
  await expect(nurse.heading('Unlock')).toBeVisible({ timeout: 30_000 });
  await clock.settled();
  await nurse.unlock();
  await nurse.open('Today');
  await expect(page.getByText(CLOSED)).toBeVisible();
  await expectAccessible(page, 'Today, with the lease ended');
  await page.goto(`${nurse.origin}/break-glass`);
  await clock.settled();
  await nurse.unlock();
  await page.getByRole('textbox', { name: 'NHS number' }).fill('999 000 0018');
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByText('Nobody could be looked up')).toBeVisible();
  await expect(page.getByRole('link', { name: 'I have an outage notice' })).toBeVisible();
  await expectAccessible(page, 'break glass, with the lease ended');
  await nurse.open('Ready');
  await expect(page.getByRole('status', { name: 'Answer' })).toContainText('Not ready to leave');
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('not sent yet')).toHaveCount(1);

  // A page that is opened from a camera begins locked.
  await page.goto(address.replace(/.{9}$/, 'AAAAAAAAA'));
  await clock.settled();
  await expect(page.getByText('This notice changes nothing')).toBeVisible();
  await page.evaluate((right) => {
    location.href = right;
  }, address);
  await expect(page.getByText('The outage notice is in force until')).toBeVisible();
  await page.getByLabel('The notice’s file').setInputFiles(file);
  await expect(page.getByText('Unlock as always')).toBeVisible();
  await expectAccessible(page, 'an outage notice, while locked');
  await page.getByRole('link', { name: 'To unlock' }).click();
  await nurse.unlock();
  await nurse.openChart(patient, 'Notes');
  await expect(nurse.timelineItem(NOTE)).toBeVisible();

  shiftServerClock(server, 2 * HOUR_MS);
  await server.start();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem(NOTE)).toContainText('Filed', { timeout: 60_000 });
  await nurse.open('Today');
  await expect(page.getByText(CLOSED)).toHaveCount(0);
});
