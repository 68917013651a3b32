import { expect, test } from './fixtures';
import type { Clinician } from './clinician';

const ORIGINAL = 'Wound on the left shin is 4 cm by 3 cm.';
const CORRECTED = 'Wound on the right shin is 4 cm by 3 cm.';
const FAR_DOWN = 'Seen on the Tuesday, not on the Monday.';
const REASON = 'I wrote the wrong leg';

/** Both notes stand in the timeline and lead to each other. */
async function expectLinked(who: Clinician): Promise<void> {
  const original = who.timelineItem(ORIGINAL);
  const correction = who.timelineItem(CORRECTED);
  await expect(correction).toBeVisible();
  await expect(correction).toContainText('Corrects an earlier note');
  await expect(correction).toContainText(REASON);
  await expect(original).toBeVisible();
  await expect(original).toContainText('Corrected since');
  await expect(original.getByRole('link', { name: /^Correct / })).toHaveCount(0);
  await correction.getByRole('link', { name: 'The note it corrects' }).click();
  await expect(original).toBeInViewport();
  await original.getByRole('link', { name: 'The correction' }).click();
  await expect(correction).toBeInViewport();
}

test('what one clinician files, another sees within seconds; corrected, the original stays, and each leads to the other, on both tablets and far down the list', async ({
  ready,
}) => {
  const [nurse, colleague] = await Promise.all([ready('Amara Okafor'), ready('Tom Hargreaves')]);
  const patient = await nurse.somePatient();
  await colleague.openChart(patient, 'Notes');
  await nurse.recordNote(patient, ORIGINAL);
  // Seconds on a tablet of its own; three tests and their servers share two cores here.
  await expect(colleague.page.getByText(ORIGINAL)).toBeVisible();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Filed')).toHaveCount(1, { timeout: 30_000 });

  await nurse.openChart(patient, 'Notes');
  const { page } = nurse;
  await nurse
    .timelineItem(ORIGINAL)
    .getByRole('link', { name: /^Correct / })
    .click();
  await expect(page.getByText('It stays in the record.')).toBeVisible();
  await expect(page.getByLabel('What it should say')).toHaveValue(ORIGINAL);
  await page.getByLabel('What it should say').fill(CORRECTED);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await expect(page.getByText('Say why it is corrected')).toBeVisible();
  await page.getByLabel('Why it is corrected').fill(REASON);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await nurse.saysSaved();

  await nurse.open('Outbox');
  await expect(nurse.outboxItem('Filed')).toHaveCount(2, { timeout: 30_000 });
  for (const who of [nurse, colleague]) {
    await who.openChart(patient, 'Notes');
    await expectLinked(who);
  }

  // Also a note that is far down the list.
  const another = await patientWithManyNotes(nurse);
  const note = noteFarDown(nurse);
  const id = (await note.getAttribute('id')) ?? '';
  await note.getByRole('link', { name: /^Correct / }).click();
  await page.getByLabel('What it should say').fill(FAR_DOWN);
  await page.getByLabel('Why it is corrected').fill(REASON);
  await page.getByRole('button', { name: 'Save correction' }).click();
  await nurse.saysSaved();

  await nurse.openChart(another, 'Notes');
  await expect(page.locator(`[id="${id}"]`)).toHaveCount(0);
  await nurse.timelineItem(FAR_DOWN).getByRole('link', { name: 'The note it corrects' }).click();
  await expect(page.locator(`[id="${id}"]`)).toBeInViewport();
});

/** The last note that can be corrected, below what the timeline shows at first. */
function noteFarDown(who: Clinician) {
  return who.page.locator('ol > li:nth-child(n + 21)').filter({ hasText: 'Correct' }).last();
}

async function patientWithManyNotes(who: Clinician): Promise<string> {
  const more = who.page.getByRole('button', { name: /^Show \d+ more of/ });
  for (let i = 0; i < 8; i++) {
    const patient = await who.somePatient(i);
    await who.openChart(patient, 'Notes');
    await expect(who.timelineItems().first()).toBeVisible();
    if ((await more.count()) === 0) continue;
    await more.click();
    await expect(who.timelineItems().nth(20)).toBeVisible();
    if ((await noteFarDown(who).count()) > 0) return patient;
  }
  throw new Error('nobody of the demo organisation has many notes');
}
