/** The published examples and synthetic patients, when they are beside the project: imported, and opened with no network. */
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';
import { importInto } from './import-into';

const data = join(process.env['DOORSTEP_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'), 'data');

test.skip(!existsSync(data), 'skipped: ../shared/data is not there (DOORSTEP_SHARED names another place)');

test('imported patients come down and are opened offline with problems, medicines and observations', async ({
  server,
  clinician,
}) => {
  // All of them go through in tests/import; one is enough to be looked at.
  const synthea = readdirSync(join(data, 'synthea')).find((name) => name.startsWith('Ali_Harris_')) ?? '';
  expect(await importInto(server, join(data, 'synthea', synthea))).toMatchObject({ patients: 1, refused: 0 });
  expect((await importInto(server, join(data, 'uk-core'))).imported).toBeGreaterThan(0);

  const nurse = await (await clinician()).ready();
  await server.kill();
  await nurse.switchOffAndOn();
  await nurse.unlock();

  await openByName(nurse, 'Harris Ali', /HARRIS\d*, Ali/);
  await expectFacts(nurse, {
    problems: 'Hypertension',
    medicines: 'Hydrochlorothiazide 25 MG',
    observations: 'Body Weight',
  });
  // What no part of a chart is made for does not vanish.
  await nurse.showSection('Documents');
  await expect(nurse.page.getByRole('heading', { name: 'Everything else in the record' })).toBeVisible();
  await expect(nurse.page.getByText('Marital status: M')).toBeVisible();
  await openByName(nurse, 'Richard Smith', /SMITH, Richard/);
  await expectFacts(nurse, {
    problems: 'Bleeding from ear',
    medicines: 'Amoxicillin 250mg capsules',
    observations: 'Body temperature',
  });
});

async function openByName(nurse: Clinician, query: string, name: RegExp): Promise<void> {
  await nurse.open('Caseload');
  await nurse.search(query);
  await nurse.rows().filter({ hasText: name }).first().getByRole('link').first().click();
  await expect(nurse.page.getByRole('region', { name: 'Patient' })).toContainText(name);
}

async function expectFacts(
  nurse: Clinician,
  facts: { problems: string; medicines: string; observations: string },
): Promise<void> {
  const main = nurse.page.getByRole('main');
  await expect(main.getByRole('heading', { name: /Problems/ })).toBeVisible();
  await expect(main.getByText(facts.problems).first()).toBeVisible();
  await expect(main.getByText(facts.medicines).first()).toBeVisible();
  await nurse.showSection('Observations');
  await expect(main.getByText(facts.observations).first()).toBeVisible();
}
