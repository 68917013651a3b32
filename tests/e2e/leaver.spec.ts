import { Organisation } from '../../src/lib/server/access/organisation';
import { openEmbeddedStore } from '../../src/lib/server/store/embedded';
import type { ServerProcess } from '../support/server-process';
import { expectAccessible, PHONE, TABLET } from './accessible';
import { expect, test } from './fixtures';
import { caseloadOf } from './server-data';
import { storedPatients } from './stored-patients';

const BEFORE = 'Seen while still ours: wound clean and dry.';
const AFTER = 'Written after they had left us.';

test('a patient leaves the caseload: what was written before arrives, what is written after is refused with the reason, and filed when the team lead accepts it', async ({
  server,
  clinician,
  ready,
}) => {
  const nurse = await ready();
  const patient = await nurse.somePatient();
  await nurse.openChart(patient);
  const patientId = new URL(nurse.page.url()).pathname.split('/').at(-1) ?? '';
  const before = await caseloadOf(nurse);
  await server.kill();
  await nurse.recordNote(patient, BEFORE);
  const left = new Date();
  await nurse.recordNote(patient, AFTER);
  await endMembership(server, patientId, left);
  expect(await storedPatients(nurse)).toContain(patientId);
  await server.start();
  // What is written about them stays; the record is off the disk soon.
  await expect.poll(() => storedPatients(nurse), { timeout: 60_000 }).not.toContain(patientId);

  await nurse.open('Outbox');
  const refused = nurse.outboxItem(AFTER);
  await expect(refused).toContainText('Refused', { timeout: 60_000 });
  await expect(refused).toContainText('The patient is not on your caseload any more.');
  await expect(refused).toContainText('Tell your team lead.');
  await expect(refused.getByRole('heading')).toContainText(patient);
  await expect(nurse.outboxItem(BEFORE)).toContainText('Filed', { timeout: 60_000 });

  // The record has left the device; what was written about it has not.
  expect((await caseloadOf(nurse)).rows).toHaveLength(before.rows.length - 1);
  await nurse.open('Caseload');
  await expect(nurse.rows().filter({ hasText: patient })).toHaveCount(0);
  await nurse.page.goto(`${nurse.origin}/patients/${patientId}`);
  await nurse.unlock();
  await expect(nurse.page.getByText('This patient is not on your caseload any more')).toBeVisible();
  await nurse.open('Outbox');
  await expect(refused).toContainText('Refused');

  // It waits for a person: shown to the privacy officer, and accepted by the team lead.
  const officer = await clinician('Helen Adeyemi');
  await officer.page.getByRole('link', { name: 'Sign in' }).click();
  await officer.page.getByRole('button', { name: 'Helen Adeyemi' }).click();
  await officer.page.getByRole('link', { name: 'Accept or reject entries that were held back' }).click();
  await expect(officer.heading('Entries held back (1)')).toBeVisible();
  await expect(officer.page.getByRole('main')).toContainText(`Patient ${patientId}. On the caseload of`);
  await expect(officer.page.getByRole('main')).not.toContainText(AFTER);
  await expectAccessible(officer.page, 'entries held back, for the privacy officer');

  const lead = await clinician('Ruth Abernethy');
  await lead.setUp();
  await lead.open('Outbox');
  await lead.page.getByRole('link', { name: 'Entries of your team that were held back' }).click();
  const held = lead.page.getByRole('article').filter({ hasText: 'Note by Amara Okafor' });
  await held.getByRole('button', { name: 'Accept into the record' }).click();
  await expect(held.getByText('Say why')).toBeVisible();
  await expectAccessible(lead.page, 'entries held back', [PHONE, TABLET]);
  await held.getByLabel('Your reason').fill('She was asked to see him once more.');
  await held.getByRole('button', { name: 'Accept into the record' }).click();
  await expect(lead.page.getByText('Done. Nothing waits for you.')).toBeVisible();
  // Nothing waits to be sent: she hears of it within half an hour, or when she unlocks.
  await nurse.lock();
  await nurse.unlock();
  await nurse.open('Outbox');
  await expect(nurse.outboxItem(AFTER)).toContainText('Filed', { timeout: 60_000 });
});

/** As an administrator would. The server is down: its store belongs to one process. */
async function endMembership({ dataDir }: ServerProcess, patientId: string, at: Date): Promise<void> {
  const store = await openEmbeddedStore(dataDir);
  const organisation = await Organisation.open(store);
  for (const { id } of await organisation.teams()) {
    if (!(await organisation.patientsOf(id)).includes(patientId)) continue;
    await organisation.removePatients(id, [patientId], at.toISOString());
  }
  organisation.close();
  await store.close();
}
