/** What a person, or a full disk, can do wrong: it is said in clear words, and nothing is lost. */
import { TabletClock } from '../support/clocks';
import type { Clinician } from './clinician';
import { expectAccessible, PHONE, TABLET } from './accessible';
import { expect, test } from './fixtures';
import { filedNotes } from './server-data';

const NOTE = 'Slept well, ankle swelling down, tea taken at the window.';
const FIRST = 'Kettle descaled by her son; legs raised, no new wound.';
const ROOM = 1_000_000;
const WRONG = 'saucepan under the sink';

test('wrong passphrases are told in clear words and slow the next try down; nothing is lost', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const patient = await nurse.someVisited();
  await server.kill();
  await nurse.recordNote(patient, NOTE);
  await nurse.lock();
  const clock = new TabletClock(nurse.page);

  for (let wrong = 1; wrong <= 4; wrong++) {
    await tryWrong(nurse);
    await expect(unlockButton(nurse), `after ${wrong} wrong tries`).toHaveText('Unlock');
  }
  // From the fifth on the wait doubles: 1, 2, 4, 8 seconds.
  for (let seconds = 1; seconds <= 8; seconds *= 2) {
    await tryWrong(nurse);
    await expect(unlockButton(nurse)).toHaveText(/^\s*Wait \d+ s\s*$/);
    if (seconds < 8) await expect(unlockButton(nurse)).toHaveText('Unlock');
  }
  // Neither another clock nor a reload helps, and the right one has to wait too.
  await clock.forward(3_600_000);
  await expect(unlockButton(nurse)).toHaveText(/^\s*Wait \d+ s\s*$/);
  await nurse.page.reload();
  await clock.settled();
  await nurse.unlock();
  await expect(nurse.page.getByRole('alert')).toContainText(
    'Too many wrong tries. Nothing is lost; wait and try again.',
  );
  await expect(unlockButton(nurse)).toHaveText('Unlock');
  await nurse.unlock();
  await expect(nurse.page.getByRole('navigation', { name: 'Main' })).toBeVisible();

  await nurse.open('Outbox');
  await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(1);
  await nurse.openChart(patient, 'Notes');
  await expect(nurse.page.getByText(NOTE)).toBeVisible();
});

test('a full disk at Save: “Not saved”, the text still there, and the visit before kept; with records taken off it, saved and filed once', async ({
  ready,
}) => {
  const nurse = await ready();
  // What is given up on a full disk is laid in once the caseload is down.
  const isLaidIn = () => nurse.page.evaluate(async () => (await caches.match('/.reserve')) !== undefined);
  await expect.poll(isLaidIn).toBe(true);
  await nurse.switchOffAndOn();
  await limitDisk(nurse);
  await nurse.unlock();
  const patient = await nurse.someVisited();
  await nurse.openChart(patient);
  await nurse.beginVisit();
  const { page } = nurse;
  await fillDisk(nurse);
  await nurse.writeNote(FIRST);
  await nurse.saveVisit();
  // Noted in a file that is as long already as it will ever be.
  await nurse.saysSaved();
  await expect(page.getByText('The storage of this device is full. What you wrote is kept.')).toBeVisible();
  await page.getByRole('button', { name: 'Record more' }).click();
  await page.getByLabel(/^Pulse/).fill('88');
  await nurse.writeNote(NOTE);
  await nurse.saveVisit();

  await expect(page.getByRole('alert').filter({ hasText: 'Not saved' })).toContainText(
    'the storage of this device is full. What you wrote is still here.',
  );
  await expect(page.getByText('What you are typing can’t be kept on this device')).toBeVisible();
  await expect(page.getByLabel('What you saw and did')).toHaveValue(NOTE);
  await expect(page.getByLabel(/^Pulse/)).toHaveValue('88');
  await expect(page.getByText('Saved on this device')).toHaveCount(0);

  await page.getByRole('button', { name: 'Free space on this device' }).click();
  await page.getByRole('button', { name: 'Choose all who are not visited today' }).click();
  await expectAccessible(page, 'records to take off the device', [PHONE, TABLET]);
  await page.getByRole('button', { name: /^Take \d+ records off this device/ }).click();
  await expect(page.getByText('There is room again. Save the visit again.')).toBeVisible();
  await expect(page.getByLabel('What you saw and did')).toHaveValue(NOTE);
  await nurse.saveVisit();
  await nurse.saysSaved();
  await nurse.open('Outbox');
  await expect(page.getByRole('article')).toHaveCount(3);
  await expect(nurse.outboxItem('Filed')).toHaveCount(3, { timeout: 60_000 });
  expect(await filedNotes(nurse, NOTE)).toHaveLength(1);
  expect(await filedNotes(nurse, FIRST)).toHaveLength(1);
  await nurse.openChart(patient, 'Notes');
  await expect(page.getByText(NOTE)).toHaveCount(1);
});

function unlockButton({ page }: Clinician) {
  return page.locator('form button[type=submit]');
}

async function tryWrong(nurse: Clinician): Promise<void> {
  const field = nurse.page.getByLabel('Passphrase for this device', { exact: true });
  await expect(unlockButton(nurse)).toHaveText('Unlock');
  await nurse.unlock(WRONG);
  await expect(field).toHaveValue('');
  await expect(nurse.page.getByRole('alert')).toContainText(
    'That is not the passphrase for this device. Nothing is lost; try again.',
  );
}

/** Without `bytes`: no limit of ours any more. */
async function setQuota({ page, origin }: Clinician, bytes?: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(bytes === undefined ? {} : { quotaSize: bytes }),
  });
}

/** Gives the app a little more of the disk than it uses. Before its first write: Chromium remembers for a while what was free. */
async function limitDisk(nurse: Clinician): Promise<void> {
  const used = await nurse.page.evaluate(async () => (await navigator.storage.estimate()).usage ?? 0);
  await setQuota(nurse, used + ROOM);
}

/** Fills what is left with random bytes (what can be compressed does not count), down to the last few hundred. */
async function fillDisk({ page }: Clinician): Promise<void> {
  await page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('filler', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('filler', { autoIncrement: true });
      opening.onsuccess = () => {
        resolve(opening.result);
      };
      opening.onerror = () => {
        reject(new Error('the filler can’t be opened'));
      };
    });
    const fits = (size: number) =>
      new Promise<boolean>((resolve) => {
        const writing = database.transaction('filler', 'readwrite');
        writing.objectStore('filler').put(crypto.getRandomValues(new Uint8Array(size)));
        writing.oncomplete = () => {
          resolve(true);
        };
        writing.onabort = () => {
          resolve(false);
        };
      });
    for (const size of [65_536, 4096, 256]) while (await fits(size));
    database.close();
  });
}
