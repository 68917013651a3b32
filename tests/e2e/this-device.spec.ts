/** How the device is: shown open and locked, kept as a file without patients; and what is damaged is never shown as empty. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TeamStatus } from '../../src/lib/record/team-status';
import { knownWordsOf } from '../support/known-words';
import { expectAccessible, PHONE, TABLET } from './accessible';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';
import { filedNotes, packsOf } from './server-data';

const NOTE = 'Dressing dry, no redness, teapot on the stairs.';

test('this device, open and locked: what is unfiled, storage, versions; the diagnostics file names no patient', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  const words = knownWordsOf(await packsOf(nurse));
  await server.kill();
  await nurse.recordNote(await nurse.somePatient(), NOTE);
  await page.getByRole('link', { name: nurse.name }).click();
  await page.getByRole('link', { name: 'How this device is doing' }).click();
  const facts = page.locator('dl');
  await expect(facts).toContainText('Not filed yet 1');
  await expect(facts).toContainText('the server could not be reached');
  await expectAccessible(page, 'this device', [PHONE, TABLET]);

  const downloading = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save a diagnostics file' }).click();
  const text = readFileSync(await (await downloading).path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ product: 'Doorstep', unfiled: 1 });
  expect([...words, NOTE, nurse.name].filter((word) => text.includes(word))).toEqual([]);

  await nurse.lock();
  await page.getByRole('link', { name: 'How this device is doing' }).click();
  await expect(facts).toContainText('Not filed yet 1');
  await expectAccessible(page, 'this device, locked');

  await page.clock.setFixedTime(Date.now() + 2 * 86_400_000);
  await page.goto(nurse.origin);
  await expect(page.getByRole('alert')).toContainText('1 entry is not filed yet, the oldest from 2 days ago');
  await expectAccessible(page, 'locked, with an alarm', [PHONE, TABLET]);
  const shown = await page.getByRole('main').innerText();
  expect([...words, NOTE].filter((word) => shown.includes(word))).toEqual([]);
});

test('a vault that is gone is not taken for a new device: it says whose, and a new start sends what was sealed', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  await server.kill();
  await nurse.recordNote(await nurse.somePatient(), NOTE);
  await nurse.lock();
  await page.evaluate(async () => {
    const witnesses = await caches.open('doorstep-sentinel');
    for (const request of await witnesses.keys()) {
      if (request.url.includes('/vaults/')) await witnesses.delete(request);
    }
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('doorstep-vaults').onsuccess = resolve;
    });
  });
  await server.start();
  await page.reload();
  await expect(page.getByText(`What ${nurse.name} stored here can’t be read`)).toBeVisible();
  await expectAccessible(page, 'a damaged vault', [PHONE, TABLET]);
  await startAgain(nurse);
  await expect(nurse.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });
});

test('a browser that lost all of its databases opens with the same passphrase, shows the note that was on them only, and files it', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  await server.kill();
  const patient = await nurse.somePatient();
  await nurse.recordNote(patient, NOTE);
  await nurse.tablet.switchOff();
  rmSync(join(nurse.tablet.profile, 'Default', 'IndexedDB'), { recursive: true });

  nurse.page = (await nurse.tablet.switchOn()).pages()[0] ?? nurse.page;
  await nurse.page.goto(nurse.origin);
  await nurse.unlock();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(1);
  await server.start();
  await expect(nurse.outboxItem('Filed')).toHaveCount(1, { timeout: 90_000 });
  await nurse.roundOver();
  await nurse.openChart(patient, 'Notes');
  await expect(nurse.page.getByText(NOTE)).toBeVisible();
  await nurse.page.getByRole('link', { name: nurse.name }).click();
  await nurse.page.getByRole('link', { name: 'How this device is doing' }).click();
  await expect(nurse.page.locator('dl')).toContainText('Lost from this device 0');
});

test('a browser that opens no database any more: the note is carried up first, then all is cleared and begun again', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  await server.kill();
  await nurse.recordNote(await nurse.somePatient(), NOTE);
  await nurse.tablet.switchOff();
  spoilDatabases(nurse.tablet.profile);

  nurse.page = (await nurse.tablet.switchOn()).pages()[0] ?? nurse.page;
  const { page } = nurse;
  await page.goto(nurse.origin);
  await expect(nurse.heading('This browser can’t open what it stored here')).toBeVisible();
  await expect(page.getByText('don’t clear the browser’s data')).toBeVisible();
  await expectAccessible(page, 'nothing can be opened, no network', [PHONE, TABLET]);

  await server.start();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('No entry is lost')).toBeVisible({ timeout: 60_000 });
  await expectAccessible(page, 'nothing can be opened, all is carried', [PHONE, TABLET]);
  await expect.poll(async () => (await filedNotes(nurse, NOTE)).length, { timeout: 60_000 }).toBe(1);
  await page.getByRole('button', { name: 'Clear this browser and start again' }).click();
  await expect(nurse.heading('Choose a passphrase for this device')).toBeVisible({ timeout: 60_000 });
  await nurse.choosePassphrase();
  await nurse.caseloadComplete();
});

/** A byte of the file that says which of a LevelDB's files count: Chromium opens none of its databases after that. */
function spoilDatabases(profile: string): void {
  const root = join(profile, 'Default', 'IndexedDB');
  const folder = readdirSync(root).find((name) => name.endsWith('.leveldb')) ?? '';
  const path = join(root, folder, 'CURRENT');
  const bytes = readFileSync(path);
  bytes[3] = (bytes[3] ?? 0) ^ 0x10;
  writeFileSync(path, bytes);
}

test('a team lead sees the devices of the team: what is not filed, and when they were last heard of', async ({
  ready,
}) => {
  const nurse = await ready();
  await nurse.recordNote(await nurse.somePatient(), NOTE);
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });

  const lead = await ready('Ruth Abernethy');
  const { page } = lead;
  const words = knownWordsOf(await packsOf(nurse));
  await page.getByRole('link', { name: lead.name }).click();
  await page.getByRole('link', { name: 'Devices of your team' }).click();
  await expect(lead.heading('Devices of your team')).toBeVisible();
  const device = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: nurse.name }) });
  await expect(device).toContainText('Last contact');
  await expect(async () => {
    await page.getByRole('button', { name: 'Look again' }).click();
    await expect(device).toContainText('Everything is filed.', { timeout: 2_000 });
  }).toPass({ timeout: 60_000 });
  await expectAccessible(page, 'devices of the team', [PHONE, TABLET]);
  const text = await page.getByRole('main').innerText();
  expect([...words, NOTE].filter((word) => text.includes(word))).toEqual([]);

  // Once something on it is unfiled for too long, that is told on every page.
  const answered = page.waitForResponse('**/api/team');
  await page.getByRole('button', { name: 'Look again' }).click();
  const status = (await (await answered).json()) as TeamStatus;
  const devices = status.devices.map((one) => ({ ...one, alarm: one.userName === nurse.name }));
  await page.route('**/api/team', (route) => route.fulfill({ json: { ...status, devices } }));
  await page.goto(lead.origin);
  await lead.unlock();
  await lead.open('Caseload');
  await expect(page.getByRole('link', { name: 'Look at the devices' })).toBeVisible();
  await expectAccessible(page, 'an alarm of the team', [PHONE, TABLET]);
  await page.getByRole('link', { name: 'Look at the devices' }).click();
  await expect(device).toContainText('Unfiled for too long');
  await expect(page.getByText('1 device of your team holds')).toBeHidden();
});

async function startAgain(nurse: Clinician): Promise<void> {
  await nurse.page.getByRole('button', { name: 'Start again on this device' }).click();
  await expect(nurse.heading('Choose a passphrase for this device')).toBeVisible();
  await nurse.choosePassphrase();
  await nurse.caseloadComplete();
  await nurse.open('Outbox');
}
