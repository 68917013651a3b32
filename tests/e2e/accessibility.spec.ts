import { expectAccessible, LAPTOP, PHONE, TABLET } from './accessible';
import { PASSPHRASE, type Clinician } from './clinician';
import { expect, test } from './fixtures';

const ALL = [PHONE, TABLET, LAPTOP];

test('before the vault is open: welcome, sign-in, passphrase, unlock', async ({ server, clinician }) => {
  const nurse = await clinician();
  const { page } = nurse;
  await expect(nurse.heading('Welcome to Doorstep')).toBeVisible();
  await expectAccessible(page, 'welcome');
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page.getByRole('button', { name: nurse.name })).toBeVisible();
  await expectAccessible(page, 'demo sign-in');
  await page.getByRole('button', { name: nurse.name }).click();
  await expect(nurse.heading('Choose a passphrase for this device')).toBeVisible();
  await page.getByLabel('Passphrase', { exact: true }).fill(PASSPHRASE);
  await page.getByRole('button', { name: 'Set passphrase and get my caseload' }).click();
  await expect(page.getByText('The two are not the same')).toBeVisible();
  await expectAccessible(page, 'choose a passphrase, with an error');
  await nurse.choosePassphrase();
  await nurse.caseloadComplete();

  await nurse.lock();
  await nurse.unlock('not this one');
  await expect(page.getByText('That is not the passphrase for this device.')).toBeVisible();
  await expectAccessible(page, 'unlock, with an error', ALL);
  await server.kill();
  await page.getByRole('button', { name: 'Someone else: sign in here' }).click();
  await expect(page.getByText('The server can’t be reached')).toBeVisible();
  await expectAccessible(page, 'welcome, offline');
});

test('the lists, the chart, Ready to leave and About', async ({ ready }) => {
  const nurse = await ready();
  const { page } = nurse;
  for (const tab of ['Today', 'Caseload', 'Outbox', 'Ready'] as const) {
    await nurse.open(tab);
    await expectAccessible(page, tab, ALL);
  }
  await nurse.open('Caseload');
  await nurse.search('zzzz');
  await expect(page.getByText('Nobody on this device matches.')).toBeVisible();
  await expectAccessible(page, 'a search that finds nobody');

  await nurse.openChart(await nurse.someVisited());
  await expectAccessible(page, 'Summary', ALL);
  for (const section of ['Care plan', 'Observations', 'Notes', 'Documents']) {
    await nurse.showSection(section);
    await expectAccessible(page, section);
  }
  for (const details of await page.locator('details').all()) await details.locator('summary').click();
  await expectAccessible(page, 'Documents, opened');
  await page.getByRole('link', { name: nurse.name }).click();
  await expect(nurse.heading('You and this app')).toBeVisible();
  await expectAccessible(page, 'About');
});

test.describe('what is written', () => {
  test.use({ behindProxy: true });

  test('the forms with errors, the outbox with everything in it, a dispute and its decision', async ({
    network,
    ready,
  }) => {
    const [nurse, colleague] = await Promise.all([ready(), ready('Tom Hargreaves')]);
    const { page } = nurse;
    const patient = await nurse.somePatient();
    await nurse.openChart(patient);
    await nurse.beginVisit();
    await expectAccessible(page, 'visit', ALL);

    const { goals, activities } = await nurse.planWordings();
    const [goal = '', activity = ''] = [goals[0], activities[0]];
    await page.getByLabel(/^Pulse/).fill('9999');
    await page.getByLabel(/^Temperature/).fill('29');
    await page.getByRole('button', { name: 'Record a decision on the scale' }).click();
    await page.getByRole('button', { name: 'Save this decision' }).click();
    await nurse.setActivity(activity, 'Not done');
    await nurse.rewordGoal(goal, 'Eats two meals a day');
    await nurse.saveVisit();
    await expect(page.getByText('Not saved: something has to be put right first')).toBeVisible();
    await expectAccessible(page, 'visit, with errors', ALL);
    await page.getByLabel(/^Pulse/).fill('');
    await page.getByLabel(/^Temperature/).fill('');
    await nurse.setActivity(activity, 'Not done', 'asleep');

    // While the nurse writes, a colleague changes the same goal.
    await rewordGoal(colleague, patient, goal, 'Sleeps through the night');
    await nurse.saveVisit();
    await nurse.saysSaved();
    await expectAccessible(page, 'visit, saved');
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('Needs a decision')).toHaveCount(1, { timeout: 60_000 });

    network.fault = (path) =>
      path.endsWith('/_bulk_docs') ? { kind: 'alter-request', change: spoilSeals } : undefined;
    await nurse.recordNote(patient, 'Refused, since it is damaged on the way.');
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('Refused')).toHaveCount(1, { timeout: 60_000 });
    await page.getByText('Set aside instead').click();
    await page.getByRole('button', { name: 'Set aside', exact: true }).click();
    await expect(page.getByText('Say why it is set aside')).toBeVisible();
    network.fault = () => ({ kind: 'drop' });
    await nurse.recordNote(patient, 'Waits for a network.');
    await nurse.open('Outbox');
    await expect(nurse.outboxItem('On this device, not sent yet')).toHaveCount(1);
    await page.getByText('Set aside instead').click();
    await expectAccessible(page, 'outbox with everything in it', ALL);

    await nurse.openChart(patient, 'Care plan');
    await expect(nurse.disputes()).not.toHaveCount(0);
    await expectAccessible(page, 'disputed care plan', ALL);
    await nurse.openDispute('Sleeps through the night');
    await page.getByRole('button', { name: 'Save decision' }).click();
    await expect(page.getByText('Choose one')).toBeVisible();
    await expectAccessible(page, 'decide, with errors', ALL);

    await nurse.openChart(patient, 'Notes');
    await expectAccessible(page, 'notes with unfiled ones');
    await page
      .getByRole('link', { name: /^Correct / })
      .first()
      .click();
    await page.getByRole('button', { name: 'Save correction' }).click();
    await expect(page.getByText('Say why it is corrected')).toBeVisible();
    await expectAccessible(page, 'amend, with errors');
    await page.goto(`${nurse.origin}/nowhere`);
    await nurse.unlock();
    await expectAccessible(page, 'an address that leads nowhere');
  });
});

async function rewordGoal(who: Clinician, patient: string, goal: string, to: string): Promise<void> {
  await who.openChart(patient);
  await who.beginVisit();
  await who.rewordGoal(goal, to);
  await who.saveVisit();
  await who.saysSaved();
  await who.open('Outbox');
  await expect(who.outboxItem('Filed')).toHaveCount(1, { timeout: 60_000 });
}

/** One letter of each sealed entry differs. */
function spoilSeals(body: string): string {
  return body.replaceAll(/"ciphertext":"(.)/g, (_, first) => `"ciphertext":"${first === 'A' ? 'B' : 'A'}`);
}
