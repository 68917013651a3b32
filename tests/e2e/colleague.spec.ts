import { expect, test } from './fixtures';

const NOTE = 'Dressing changed, skin intact, walking well with the frame.';

test('what one clinician files, another sees within seconds', async ({ ready }) => {
  const [nurse, colleague] = await Promise.all([ready('Amara Okafor'), ready('Tom Hargreaves')]);
  const patient = await nurse.somePatient();
  await colleague.openChart(patient, 'Notes');
  await nurse.recordNote(patient, NOTE);
  // Seconds on a tablet of its own; three tests and their servers share two cores here.
  await expect(colleague.page.getByText(NOTE)).toBeVisible();
});
