/** The published examples and synthetic patients, when they are beside the project: imported, and opened with no network. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ImportReport } from '../../src/lib/server/fhir/report';
import type { ServerProcess } from '../support/server-process';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';

const data = join(process.env['DOORSTEP_SHARED'] ?? resolve(import.meta.dirname, '../../../shared'), 'data');
const TEAM = 'community-nursing';

test.skip(!existsSync(data), 'skipped: ../shared/data is not there (DOORSTEP_SHARED names another place)');

test('imported patients come down and are opened offline with problems, medicines and observations', async ({
  server,
  clinician,
}) => {
  // All of them go through in tests/import; one is enough to be looked at.
  const synthea = readdirSync(join(data, 'synthea')).find((name) => name.startsWith('Ali_Harris_')) ?? '';
  expect(await importInto(server, `synthea/${synthea}`)).toMatchObject({ patients: 1, refused: 0 });
  expect((await importInto(server, 'uk-core')).imported).toBeGreaterThan(0);

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

/** `npm run import`, while the server has the store open. */
async function importInto({ dataDir }: ServerProcess, path: string): Promise<ImportReport> {
  const args = ['scripts/run.mjs', 'src/cli/import.ts', join(data, path), '--team', TEAM, '--json'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
  return JSON.parse(printed.slice(printed.indexOf('{'))) as ImportReport;
}

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
