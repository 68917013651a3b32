/** A tablet that several people use, and that is lost. */
import { expectAccessible } from './accessible';
import { Clinician } from './clinician';
import { expect, test } from './fixtures';

const LEFT = 'Dressing changed, seen again on Friday.';

test.describe('a shared tablet', () => {
  test.use({ behindProxy: true });

  test('one signs out with work unfiled, which stays; another sets up a vault, and what was left arrives', async ({
    network,
    ready,
  }) => {
    const amara = await ready();
    const { page } = amara;
    const patient = await amara.somePatient();
    network.fault = (path) => (path.startsWith('/journals/') ? { kind: 'drop' } : undefined);
    await amara.recordNote(patient, LEFT);
    await page.getByRole('link', { name: amara.name }).click();
    await page.getByRole('button', { name: 'Sign out of the server' }).click();
    const stays = '1 of what you wrote is not filed yet. It stays on this device, and is sent from here.';
    await expect(page.getByRole('status').filter({ hasText: stays })).toContainText(
      'Signed out of the server',
    );
    await amara.open('Outbox');
    await expect(amara.outboxItem(LEFT)).toContainText('On this device');
    await expectAccessible(page, 'the outbox after signing out');
    await amara.lock();

    network.fault = undefined;
    const tom = await Clinician.arrive(amara.tablet, amara.origin, 'Tom Hargreaves');
    await tom.setUpAfter();
    await tom.caseloadComplete();
    await tom.open('Outbox');
    await expect(tom.outboxItem(LEFT)).toHaveCount(0);
    await tom.openChart(patient, 'Notes');
    await expect(tom.timelineItem(LEFT)).toBeVisible({ timeout: 90_000 });
  });
});

test('a tablet that is marked lost hands over what was written, and then holds nothing', async ({
  server,
  clinician,
  ready,
}) => {
  const nurse = await ready();
  const colleague = await ready('Tom Hargreaves');
  const patient = await nurse.somePatient();
  await server.kill();
  await nurse.recordNote(patient, LEFT);
  await nurse.lock();
  await nurse.tablet.switchOff();
  await server.start();

  const { page } = await clinician('Robert Castle');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Robert Castle' }).click();
  // One press on a phone in the street wipes nothing.
  const sure = page.locator('details').filter({ hasText: `Mark the device of ${nurse.name} lost` });
  await sure.getByText(`Mark the device of ${nurse.name} lost`, { exact: true }).click();
  await expect(sure.getByText('This can’t be taken back.')).toBeVisible();
  await page.getByRole('button', { name: `Lost: wipe the device of ${nurse.name}` }).click();
  await expect(page.getByRole('status')).toContainText('is wiped at its next contact');
  await expectAccessible(page, 'administration, with a lost device');

  const found = (await nurse.tablet.switchOn()).pages()[0];
  if (!found) throw new Error('a browser opens with a page');
  await found.goto(server.origin);
  await expect(found.getByRole('heading', { name: 'This device was reported lost' })).toBeVisible({
    timeout: 90_000,
  });
  await expect(found.getByText('What had been written here was sent to the server first.')).toBeVisible();
  await expectAccessible(found, 'after a wipe');
  const left = await found.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  // The lock screen has looked whether there is a vault: one without rows.
  const expected = ['doorstep-audit', 'doorstep-device', 'doorstep-journals', 'doorstep-vaults'];
  expect(left.filter((name) => !expected.includes(name ?? ''))).toEqual([]);
  await colleague.openChart(patient, 'Notes');
  await expect(colleague.timelineItem(LEFT)).toBeVisible({ timeout: 60_000 });
  await page.reload();
  await expect(page.getByRole('row').filter({ hasText: 'Reported' })).toContainText('; wiped');
});
