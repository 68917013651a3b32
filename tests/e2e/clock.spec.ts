/** A tablet whose clock is wrong: times come from the server, and what was written says so wherever it is shown. */
import { DAY_MS, shiftServerClock } from '../support/clocks';
import { expect, test } from './fixtures';
import { filedNotes } from './server-data';

const NOTE = 'Catheter draining well, bag changed, no pain.';
const MARK = 'Device clock was wrong, time corrected';
/** Two clocks are read a moment apart, and this machine may be busy. */
const CLOSE_MS = 120_000;

for (const { days, words } of [
  { days: 1, words: 'a day behind' },
  { days: -1, words: 'a day ahead' },
]) {
  test(`a tablet whose clock is ${words} warns, writes by the server’s time and marks what it writes`, async ({
    server,
    clinician,
  }) => {
    await server.kill();
    shiftServerClock(server, days * DAY_MS);
    await server.start();
    const serverNow = () => Date.now() + days * DAY_MS;

    const nurse = await (await clinician()).ready();
    const { page } = nurse;
    await expect(page.getByText('The clock of this device is wrong.')).toBeVisible();
    const today = new Date(serverNow()).toLocaleDateString('en-GB', {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'Europe/London',
    });
    await expect(nurse.heading(`Today, ${today}`)).toBeVisible();

    const patient = await nurse.someVisited();
    await server.kill();
    await nurse.recordNote(patient, NOTE);
    await nurse.open('Outbox');
    await expect(nurse.outboxItem(NOTE)).toContainText(MARK);
    await nurse.openChart(patient, 'Notes');
    const inChart = page.getByRole('listitem').filter({ hasText: NOTE });
    await expect(inChart).toContainText(MARK);

    await server.start();
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });
    await expect(nurse.outboxItem(NOTE)).toContainText(MARK);
    const [filed] = await filedNotes(nurse, NOTE);
    const writtenAt = Date.parse(String(filed?.['date']));
    expect(Math.abs(writtenAt - serverNow())).toBeLessThan(CLOSE_MS);
    await nurse.openChart(patient, 'Notes');
    await expect(inChart).not.toContainText('On this device');
    await expect(inChart).toContainText(MARK);
  });
}
