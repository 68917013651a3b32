/** What the server itself would tell this clinician, asked with the cookie of their browser. */
import type { Caseload } from '../../src/lib/record/caseload';
import type { FhirResource } from '../../src/lib/record/fhir';
import type { PackLine } from '../../src/lib/record/pack';
import type { Clinician } from './clinician';

export async function caseloadOf({ page, tablet }: Clinician): Promise<Caseload> {
  const answer = await page.request.get(`${tablet.address}/api/caseload`);
  return (await answer.json()) as Caseload;
}

/** The whole packs of these patients, or of all. */
export async function packsOf(clinician: Clinician, patientIds?: readonly string[]): Promise<PackLine[]> {
  const { page, origin, tablet } = clinician;
  const ids = patientIds ?? (await caseloadOf(clinician)).rows.map((row) => row.patientId);
  const want = ids.map((patientId) => ({ patientId }));
  const answer = await page.request.post(`${tablet.address}/api/packs`, {
    data: { want },
    headers: { origin },
  });
  const lines = (await answer.text()).trim().split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as PackLine);
}

/** The notes with this text that the record holds, of all patients of the caseload. */
export async function filedNotes(clinician: Clinician, text: string): Promise<FhirResource[]> {
  const data = Buffer.from(text).toString('base64');
  const packs = await packsOf(clinician);
  return packs.flatMap((pack) => pack.changed).filter((resource) => JSON.stringify(resource).includes(data));
}
