/** A nurse's way through the app, from the lock screen through a visit to the outbox. */
import type { Clinician } from './clinician';

/** Does one step under its name. */
export type Step = <T>(name: string, job: () => Promise<T>) => Promise<T>;

const SECTIONS = ['Care plan', 'Observations', 'Notes', 'Documents'];

/** With the caseload on the tablet. */
export async function walk(nurse: Clinician, step: Step): Promise<void> {
  const { page } = nurse;
  await step('opening the app', async () => {
    await page.reload();
    await nurse.heading('Unlock').waitFor();
  });
  await step('unlocking, Today', async () => {
    await nurse.unlock();
    await nurse.heading('Today').waitFor();
    await nurse.someVisited();
  });
  await step('a chart from Today', async () => {
    await nurse.rows().nth(0).getByRole('link').first().click();
    await page.getByRole('link', { name: 'Record a visit' }).waitFor();
  });
  for (const section of SECTIONS) {
    await step(`chart: ${section}`, async () => {
      await nurse.showSection(section);
      await page
        .getByRole('link', { name: section, exact: true })
        .and(page.locator('[aria-current=true]'))
        .waitFor();
    });
  }
  await step('a visit: the form', () => nurse.beginVisit());
  await step('a visit: writing', async () => {
    await nurse.reading('Pulse').fill('72');
    await nurse.reading('Temperature').fill('36.8');
    await nurse.writeNote('Dressing renewed, skin intact.');
  });
  await step('a visit: saving', async () => {
    await nurse.saveVisit();
    await nurse.saysSaved();
  });
  const patient = await step('Caseload', () => nurse.somePatient(3));
  await step('searching', async () => {
    await page.getByLabel('Find a patient').pressSequentially(patient.slice(0, 4));
    await nurse.rows().filter({ hasText: patient }).first().waitFor();
  });
  await step('a chart from a search', async () => {
    await nurse.rows().filter({ hasText: patient }).getByRole('link').first().click();
    await page.getByRole('link', { name: 'Record a visit' }).waitFor();
  });
  await step('Outbox', () => nurse.open('Outbox'));
  await step('Ready to leave', async () => {
    await nurse.open('Ready');
    await page.getByRole('button', { name: /^Updat/ }).waitFor();
  });
  await step('Today again', () => nurse.open('Today'));
}
