import { DAY_MS, shiftServerClock, TabletClock } from '../support/clocks';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';

const BEFORE = 'Before the lid was closed: leg elevated, compression renewed.';
const AFTER = 'The day after: foot warm, good pulse.';

test('closing the laptop lid for a day, and for another, changes nothing: all is read and written, and filed with a signal; nobody signs in again', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  const clock = new TabletClock(page);
  const patient = await nurse.someVisited();
  await server.kill();
  await nurse.recordNote(patient, BEFORE);

  await test.step('the day after there is still no signal', async () => {
    await setLifecycle(nurse, 'frozen');
    await setLifecycle(nurse, 'active');
    await clock.forward(DAY_MS);
    // Whoever opens the lid may be somebody else.
    await expect(nurse.heading('Unlock')).toBeVisible();
    await clock.settled();
    await nurse.unlock();
    await nurse.openChart(patient);
    await expect(page.getByRole('heading', { name: /Problems/ })).toBeVisible();
    await nurse.recordNote(patient, AFTER);
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(2);
  });

  await test.step('two days after there is one again', async () => {
    await setLifecycle(nurse, 'frozen');
    shiftServerClock(server, 2 * DAY_MS);
    await server.start();
    await setLifecycle(nurse, 'active');
    await clock.forward(DAY_MS);
    await expect(nurse.heading('Unlock')).toBeVisible();
    await clock.settled();
    await nurse.unlock();
    await nurse.open('Outbox');
    for (const note of [BEFORE, AFTER]) {
      await expect(nurse.outboxItem(note)).toContainText('Filed', { timeout: 60_000 });
    }
    await expect(page.getByRole('status', { name: 'Connection' })).toContainText('Online');
    await expect(page.getByText('You are signed out of the server')).toHaveCount(0);
    await expect(page.getByText('The clock of this device is wrong.')).toHaveCount(0);
    await expect(nurse.outboxItem('Device clock was wrong')).toHaveCount(0);
  });
});

async function setLifecycle({ page }: Clinician, state: 'frozen' | 'active'): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Page.setWebLifecycleState', { state });
  await devtools.detach();
}
