/** Entries, packs and charts for tests: plain defaults, of which a test names only what it is about. */
import { projectChart } from '../../src/lib/record/chart/project';
import type { OwnEntry } from '../../src/lib/record/chart/lay-over';
import type { ChartView } from '../../src/lib/record/chart/view';
import type { Entry, EntryBody } from '../../src/lib/record/entry';
import type { FhirResource } from '../../src/lib/record/fhir';
import type { Pack } from '../../src/lib/record/pack';

export const PATIENT_ID = 'p0123456789abcdef';
export const NOW = new Date('2026-11-22T12:00:00Z');

/** An entry by Sam Okafor, written at 10:15 on the day of `NOW`, outside any visit. */
export function entryOf(body: EntryBody, fields: Partial<Entry> = {}): Entry {
  return {
    format: 1,
    id: 'e1',
    patientId: PATIENT_ID,
    author: { userId: 'u-sam', name: 'Sam Okafor', role: 'community-nurse' },
    deviceId: 'd1',
    writtenAt: '2026-11-22T10:15:00.000Z',
    clock: { deviceTime: '2026-11-22T10:15:00.000Z', offsetMs: 0, adjusted: false },
    body,
    ...fields,
  };
}

/** A pack of the patient Margaret Ashdown (84) and these resources. */
export function packOf(...resources: FhirResource[]): Pack {
  return {
    patientId: PATIENT_ID,
    version: '7',
    asOf: '2026-11-22T08:00:00.000Z',
    resources: [MARGARET, ...resources],
  };
}

export const MARGARET: FhirResource = {
  resourceType: 'Patient',
  id: PATIENT_ID,
  identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value: '9990000018' }],
  name: [{ use: 'official', family: 'Ashdown', given: ['Margaret', 'Rose'], prefix: ['Mrs'] }],
  gender: 'female',
  birthDate: '1942-03-02',
  address: [{ use: 'home', line: ['12 Example Lane'], city: 'Testbury', postalCode: 'ZZ99 3CZ' }],
  telecom: [{ system: 'phone', value: '01632 960001' }],
};

/** The chart of Margaret's pack with these resources and own entries. */
export function chartOf(resources: FhirResource[], own: OwnEntry[] = []): ChartView {
  return projectChart({
    patientId: PATIENT_ID,
    pack: packOf(...resources),
    own,
    asKnownAt: '2026-11-22T08:00:00.000Z',
    visits: [],
    now: NOW,
  });
}
