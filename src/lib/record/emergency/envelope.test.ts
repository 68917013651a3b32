import { describe, expect, it } from 'vitest';
import { identifierOf } from './exact-search';
import { findPeople, importEnvelopeKey, openSummary, sealEnvelope, type Envelope } from './envelope';
import type { EmergencySummary } from './emergency-summary';

const KEY = 'A'.repeat(43);
const OTHER_KEY = 'B'.repeat(42) + 'A';
const NHS = identifierOf({ nhsNumber: '9990000018' }) ?? '';
const NAME = identifierOf({ family: 'Ashdown', birthDate: '1942-03-02' }) ?? '';

const summaryOf = (patientId: string, name: string): EmergencySummary => ({
  person: { patientId, name, birthDate: '1942-03-02', nhsNumber: '9990000018' },
  allergies: { kind: 'listed', lines: [{ title: 'Penicillin' }] },
  medicines: [{ title: 'Morphine sulfate' }],
  alerts: ['Dog in the house'],
  plan: [],
});

async function envelopes(): Promise<Envelope[]> {
  const key = await importEnvelopeKey(KEY);
  const [ada, ida] = [summaryOf('patient-one', 'ASHDOWN, Ada'), summaryOf('patient-two', 'ASHDOWN, Ida')];
  return Promise.all([
    sealEnvelope(key, { summary: ada, identifiers: [NHS, NAME], version: '1' }),
    sealEnvelope(key, { summary: ida, identifiers: [NAME], version: '1' }),
  ]);
}

describe('an envelope', () => {
  it('is found by what identifies the patient, and by nothing else', async () => {
    const [key, all] = [await importEnvelopeKey(KEY), await envelopes()];
    const names = async (identifier: string) =>
      (await findPeople(key, all, identifier)).map(({ name }) => name);
    expect(await names(NHS)).toEqual(['ASHDOWN, Ada']);
    expect(await names(NAME)).toEqual(['ASHDOWN, Ada', 'ASHDOWN, Ida']);
    expect(await names('')).toEqual([]);
    expect(await names('nhs 9990000026')).toEqual([]);
  });

  it('opens with the patient’s id', async () => {
    const [key, all] = [await importEnvelopeKey(KEY), await envelopes()];
    expect(await openSummary(key, all, 'patient-two')).toEqual(summaryOf('patient-two', 'ASHDOWN, Ida'));
    expect(await openSummary(key, all, 'patient-three')).toBeUndefined();
  });

  it('says nothing of anybody, and stays shut for another key and after a change', async () => {
    const all = await envelopes();
    const text = JSON.stringify(all);
    for (const word of ['patient-one', 'patient-two', 'ASHDOWN', '9990000018', 'Penicillin', 'Morphine']) {
      expect(text).not.toContain(word);
    }
    const other = await importEnvelopeKey(OTHER_KEY);
    expect(await findPeople(other, all, NHS)).toEqual([]);
    expect(await openSummary(other, all, 'patient-one')).toBeUndefined();
    const key = await importEnvelopeKey(KEY);
    const changed = all.map((one) => ({
      ...one,
      content: `${one.content.slice(0, -3)}AAA`,
      finders: one.finders.map(({ at, box }) => ({ at, box: box.slice(0, 40) })),
    }));
    expect(await openSummary(key, changed, 'patient-one')).toBeUndefined();
    expect(await findPeople(key, changed, NHS)).toEqual([]);
  });
});
