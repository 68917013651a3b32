/** A healthcare assistant is shown no sensitive notes: where nothing is left, the screen does not say that there is nothing. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIDENTIALITY } from '../../src/lib/record/sensitivity';
import { PHONE, TABLET, expectAccessible } from './accessible';
import type { Clinician } from './clinician';
import { expect, test } from './fixtures';
import { importInto } from './import-into';

const subject = { reference: 'Patient/only-sensitive' };
const meta = { security: [{ system: CONFIDENTIALITY, code: 'R' }] };
const NO_ALLERGY = { system: 'http://snomed.info/sct', code: '716186003', display: 'No known allergy' };
/** All that stands in this record is sensitive, but that no allergy is known. */
const RECORD = [
  {
    resourceType: 'Patient',
    id: 'only-sensitive',
    name: [{ family: 'Quillfeather', given: ['Ann'] }],
    birthDate: '1990-03-01',
  },
  { resourceType: 'AllergyIntolerance', id: 'os-a', patient: subject, code: { coding: [NO_ALLERGY] } },
  {
    resourceType: 'Condition',
    id: 'os-c',
    meta,
    subject,
    code: { text: 'Sycamore syndrome' },
  },
  {
    resourceType: 'MedicationStatement',
    id: 'os-m',
    meta,
    subject,
    status: 'active',
    medicationCodeableConcept: { text: 'Larchitol 5 mg tablets' },
  },
  {
    resourceType: 'CarePlan',
    id: 'os-p',
    meta,
    subject,
    status: 'active',
    intent: 'plan',
    title: 'Plan with alders',
  },
  {
    resourceType: 'DocumentReference',
    id: 'os-d',
    meta,
    subject,
    status: 'current',
    type: { text: 'Letter on hornbeams' },
    content: [{ attachment: { contentType: 'text/plain' } }],
  },
];
const WORDS = /Sycamore|Larchitol|alders|hornbeams/;
const SHOWN = 'in what your role is shown';

test('of a patient whose problems, medicines, plan and notes are all sensitive, an assistant is never told that there are none; a nurse sees them', async ({
  server,
  clinician,
}) => {
  const file = join(server.dataDir, 'record.json');
  const entry = RECORD.map((resource) => ({ resource }));
  writeFileSync(file, JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }));
  expect(await importInto(server, file)).toMatchObject({ patients: 1, refused: 0 });

  const [assistant, nurse] = await Promise.all([clinician('Kemi Lawal'), clinician()]);
  await assistant.ready();
  await assistant.open('Ready');
  await expect(assistant.page.getByRole('row', { name: /QUILLFEATHER/ })).toContainText('none shown');
  await find(assistant);
  const main = assistant.page.getByRole('main');
  await expect(main).toContainText('Not all of the record: what is sensitive is not shown to your role.');
  await expect(main).toContainText(`No known allergies ${SHOWN}`);
  await expect(main).toContainText(`no status recorded ${SHOWN}`);
  await expect(main).toContainText(`No medicines are recorded ${SHOWN}.`);
  await expect(main).toContainText(`No problems are recorded ${SHOWN}.`);
  await expectAccessible(assistant.page, 'a chart of which something may be kept back', [PHONE, TABLET]);
  for (const [part, words] of [
    ['Care plan', 'No care plan is recorded'],
    ['Observations', 'No observations are recorded'],
    ['Notes', 'Nothing is recorded yet'],
    ['Documents', 'No documents are recorded'],
  ] as const) {
    await assistant.showSection(part);
    await expect(main).toContainText(`${words} ${SHOWN}.`);
    await expect(main).not.toContainText(WORDS);
  }

  // A pregnancy, or the other SpO2 scale, may be among what is kept back.
  const score = (who: Clinician) => who.page.getByRole('status', { name: 'NEWS2' });
  await assistant.showSection('Summary');
  await assistant.beginVisit();
  await expect(score(assistant)).toContainText('What is sensitive is not shown to your role.');

  await nurse.ready();
  await find(nurse);
  await expect(nurse.page.getByText('Sycamore syndrome')).toBeVisible();
  await expect(nurse.page.getByText('Larchitol 5 mg tablets')).toBeVisible();
  await expect(nurse.page.getByRole('main')).not.toContainText(SHOWN);
  await expect(nurse.page.getByText('Not all of the record')).toHaveCount(0);
  await nurse.beginVisit();
  await expect(score(nurse)).toBeVisible();
  await expect(score(nurse)).not.toContainText('not shown to your role');
});

async function find(who: Clinician): Promise<void> {
  await who.openChart('QUILLFEATHER, Ann');
}
