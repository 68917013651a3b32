import type { ServerProcess } from '../support/server-process';
import { changeRole } from './change-role';
import { expect, test } from './fixtures';
import type { Clinician } from './clinician';

const NURSE = 'Amara Okafor';
const COLLEAGUE = 'Tom Hargreaves';

async function showPlan(who: Clinician, patient: string): Promise<void> {
  await who.openChart(patient, 'Care plan');
}

interface Two {
  server: ServerProcess;
  nurse: Clinician;
  colleague: Clinician;
  patient: string;
}

/** The wordings of the patient's care plan, on the open form for a visit. */
async function beginWithPlan(nurse: Clinician, patient: string) {
  await nurse.openChart(patient);
  await nurse.beginVisit();
  return nurse.planWordings();
}

const filed = (who: Clinician, patient: string) => who.outboxItem(/✓✓\s*Filed/).filter({ hasText: patient });

test('two change one care plan offline: what doesn’t overlap is merged; what overlaps is disputed until people decide, with a reason', async ({
  server,
  ready,
}) => {
  const [nurse, colleague] = await Promise.all([ready(NURSE), ready(COLLEAGUE)]);
  const [one, other] = [await nurse.somePatient(), await nurse.somePatient(1)];
  await test.step('no overlap', () => mergeWhatDoesNotOverlap({ server, nurse, colleague, patient: one }));
  await test.step('overlap', () => decideWhatOverlaps({ server, nurse, colleague, patient: other }));
});

async function mergeWhatDoesNotOverlap({ server, nurse, colleague, patient }: Two): Promise<void> {
  const { goals, activities } = await beginWithPlan(nurse, patient);
  const [first = '', second = ''] = activities;
  const [goal = ''] = goals;
  await server.kill();

  await nurse.setActivity(first, 'Done');
  await nurse.saveVisit();
  await nurse.saysSaved();

  await colleague.openChart(patient);
  await colleague.beginVisit();
  await colleague.setActivity(second, 'Not done', 'asleep at the time');
  await colleague.rewordGoal(goal, 'Walks to the shop and back');
  await colleague.saveVisit();
  await colleague.saysSaved();
  await colleague.open('Outbox');
  await expect(colleague.outboxItem('On this device, not sent yet')).toHaveCount(2);

  await server.start();
  await nurse.open('Outbox');
  await expect(filed(nurse, patient)).toHaveCount(1, { timeout: 60_000 });
  await expect(filed(colleague, patient)).toHaveCount(2, { timeout: 60_000 });

  for (const who of [nurse, colleague]) {
    await showPlan(who, patient);
    await expect(who.planItem(first)).toContainText('done');
    await expect(who.planItem(first)).not.toContainText('not done');
    await expect(who.planItem(second)).toContainText('not done');
    await expect(who.planItem(second)).toContainText('asleep at the time');
    await expect(who.planItem('Walks to the shop and back')).toBeVisible();
    await expect(who.page.getByText(goal, { exact: true })).toHaveCount(0);
    await expect(who.page.getByText(/Disputed|On this device|Received/)).toHaveCount(0);
  }
}

async function decideWhatOverlaps({ server, nurse, colleague, patient }: Two): Promise<void> {
  const { goals, activities } = await beginWithPlan(nurse, patient);
  const [goal = ''] = goals;
  const [activity = '', other = ''] = activities;
  await server.kill();

  await nurse.rewordGoal(goal, 'Eats two meals a day');
  await nurse.rewordActivity(activity, 'Check the skin of both heels');
  await nurse.saveVisit();
  await nurse.saysSaved();
  await colleague.openChart(patient);
  await colleague.beginVisit();
  await colleague.rewordGoal(goal, 'Sleeps through the night');
  await colleague.rewordActivity(activity, 'Check the skin of the back');
  await colleague.setActivity(other, 'Done');
  await colleague.saveVisit();
  await colleague.saysSaved();

  // The colleague’s tablet is off while the nurse’s changes are filed: theirs come second.
  await colleague.tablet.switchOff();
  await server.start();
  await nurse.open('Outbox');
  await expect(filed(nurse, patient)).toHaveCount(2, { timeout: 60_000 });
  await colleague.switchOn();
  await colleague.unlock();
  await colleague.open('Outbox');
  const undecided = colleague.outboxItem('Needs a decision');
  await expect(undecided).toHaveCount(2, { timeout: 60_000 });
  await expect(undecided.first()).toContainText('Somebody else changed the same thing');

  for (const who of [nurse, colleague]) {
    await showPlan(who, patient);
    const disputes = who.page.getByRole('main').getByText(`Disputed: ${goal}`);
    await expect(who.disputes()).not.toHaveCount(0);
    await expect(disputes.or(who.page.getByText('Disputed: Eats two meals a day')).first()).toBeVisible();
    await expect(who.disputes().first()).toContainText(`${NURSE} and ${COLLEAGUE} changed this differently`);
    // What doesn’t overlap has come together meanwhile.
    await expect(who.planItem(other)).toContainText('done');
  }

  await changeRole(server, colleague, 'nurse2', 'healthcare-assistant');
  await offersNoDecision(colleague, patient);
  await changeRole(server, colleague, 'nurse2', 'care-home');
  await tellsCareHome(colleague, patient);
  await changeRole(server, colleague, 'nurse2', 'community-nurse');
  await colleague.open('Outbox');

  // Each decides one: the nurse the goal, the colleague the activity.
  await nurse.openDispute('Eats two meals a day');
  const { page } = nurse;
  for (const [head, author] of [
    ['In the record now', NURSE],
    ['Also wanted', COLLEAGUE],
  ] as const) {
    const version = page.locator('section').filter({ has: page.getByRole('heading', { name: head }) });
    await expect(version).toContainText(author);
    await expect(version).toContainText(/\d{1,2} \w{3} \d{4}, \d{2}:\d{2}/);
  }
  await expect(
    page.getByRole('radio', { name: `In the record now, ${NURSE} Eats two meals a day` }),
  ).toBeVisible();
  await page.getByRole('button', { name: 'Save decision' }).click();
  await expect(page.getByText('Choose one')).toBeVisible();
  await page.getByRole('radio', { name: /Sleeps through the night/ }).check();
  await page.getByRole('button', { name: 'Save decision' }).click();
  await expect(page.getByText('Say why')).toBeVisible();
  await page.getByLabel('Why', { exact: true }).fill('Agreed with the daughter');
  await page.getByRole('button', { name: 'Save decision' }).click();
  await nurse.saysSaved();

  await colleague.open('Outbox');
  await expect(undecided).toHaveCount(1, { timeout: 30_000 });
  await undecided.getByRole('link', { name: 'See both and decide' }).click();
  await colleague.page.getByRole('radio', { name: /both heels/ }).check();
  await colleague.page.getByLabel('Why', { exact: true }).fill('The heels are at risk');
  await colleague.page.getByRole('button', { name: 'Save decision' }).click();
  await colleague.saysSaved();

  for (const who of [nurse, colleague]) {
    await who.open('Outbox');
    await expect(filed(who, patient)).toHaveCount(3, { timeout: 30_000 });
    await showPlan(who, patient);
    await expect(who.planItem('Sleeps through the night')).toBeVisible();
    await expect(who.planItem('Check the skin of both heels')).toBeVisible();
    await expect(who.planItem(other)).toContainText('done');
    await expect(who.disputes()).toHaveCount(0);
    await expect(who.page.getByText(/Eats two meals|skin of the back/)).toHaveCount(0);
    await who.showSection('Notes');
    await expect(who.page.getByText('Agreed with the daughter')).toBeVisible();
    await expect(who.page.getByText('The heels are at risk')).toBeVisible();
  }
}

/** A role that may not decide is told who does, in the outbox and in the chart. */
async function offersNoDecision(who: Clinician, patient: string): Promise<void> {
  const words = 'A nurse, a midwife or a doctor decides.';
  await who.open('Outbox');
  await expect(who.outboxItem('Needs a decision').first()).toContainText(words);
  await expect(who.page.getByRole('link', { name: 'See both and decide' })).toHaveCount(0);
  await showPlan(who, patient);
  await expect(who.disputes().first()).toContainText(words);
  await expect(who.page.getByRole('link', { name: 'See both and decide' })).toHaveCount(0);
}

/** A care home sees the plan: it has to know that it may not stand. */
async function tellsCareHome(who: Clinician, patient: string): Promise<void> {
  await who.open('Caseload');
  await who.search(patient.replace(/\(.*\)/, ''));
  await who.rows().filter({ hasText: patient }).getByRole('link').first().click();
  await who.showSection('Care plan');
  await expect(who.disputes().first()).toContainText('A nurse, a midwife or a doctor decides.');
}
