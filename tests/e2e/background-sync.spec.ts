import type { Page, Worker } from '@playwright/test';
import { expect, test } from './fixtures';

test.use({ wholeBrowser: true });

const NOTE = 'Catheter flushed, draining clear, no pain.';

/** Raises the browser's own `sync` event, as it does when a network is back. */
async function raiseSync(page: Page, origin: string): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const registrationId = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (ours) resolve(ours.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  const event = { origin, registrationId: await registrationId, tag: 'journal', lastChance: false };
  await devtools.send('ServiceWorker.dispatchSyncEvent', event);
}

/** Journals in which something still waits, as the service worker sees them. */
function waitingJournals(worker: Worker): Promise<number> {
  return worker.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('doorstep-journals');
        opening.onerror = () => {
          reject(new Error('the registry can’t be opened', { cause: opening.error }));
        };
        opening.onsuccess = () => {
          const rows = opening.result.transaction('journals').objectStore('journals').getAll();
          rows.onerror = () => {
            reject(new Error('the registry can’t be read', { cause: rows.error }));
          };
          rows.onsuccess = () => {
            opening.result.close();
            resolve((rows.result as { waiting: string }[]).filter(({ waiting }) => waiting !== '').length);
          };
        };
      }),
  );
}

test('with the app closed and the vault locked, what was written offline is filed when the network is back', async ({
  server,
  ready,
}) => {
  const [nurse, colleague] = await Promise.all([ready('Amara Okafor'), ready('Tom Hargreaves')]);
  const patient = await nurse.somePatient();
  await server.kill();
  await nurse.recordNote(patient, NOTE);
  await nurse.lock();

  const { context } = nurse.tablet;
  const blank = await context.newPage();
  for (const page of context.pages()) if (page !== blank) await page.close();
  expect(context.pages().map((page) => page.url())).toEqual(['about:blank']);
  await server.start();
  await colleague.openChart(patient, 'Notes');
  await expect(colleague.page.getByRole('status', { name: 'Connection' })).toContainText('Online', {
    timeout: 30_000,
  });
  await expect(colleague.timelineItem(NOTE)).toHaveCount(0);

  await raiseSync(blank, server.origin);
  await expect(colleague.timelineItem(NOTE)).toBeVisible({ timeout: 30_000 });

  // The answer has come back too: with the server gone again, the ticks have turned when the vault is opened.
  const [worker] = context.serviceWorkers();
  if (!worker) throw new Error('no service worker');
  await expect.poll(() => waitingJournals(worker), { timeout: 30_000 }).toBe(0);
  await server.kill();
  nurse.page = blank;
  await blank.goto(server.origin);
  await nurse.unlock();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem(/✓✓\s*Filed/)).toHaveCount(1);
  await expect(nurse.outboxItem(/not sent yet|Received/)).toHaveCount(0);
});
