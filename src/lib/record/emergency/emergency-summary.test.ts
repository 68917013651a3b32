import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { MARGARET, NOW, PATIENT_ID } from '../../../../tests/support/entries';
import { sealedLabels } from '../sensitivity';
import { emergencySummaryOf, SUMMARY_RULES } from './emergency-summary';

const allergy = {
  resourceType: 'AllergyIntolerance',
  id: 'a1',
  code: { text: 'Penicillin' },
  criticality: 'high',
  reaction: [{ manifestation: [{ text: 'Anaphylaxis' }] }],
};
const medicine = (id: string, status: string) => ({
  resourceType: 'MedicationRequest',
  id,
  status,
  intent: 'order',
  medicationCodeableConcept: { text: `Medicine ${id}` },
  dosageInstruction: [{ text: 'one each morning' }],
});
const flag = (text: string, meta = {}) => ({
  resourceType: 'Flag',
  id: text,
  meta,
  status: 'active',
  code: { text },
});
const plan = (activities: number, status = 'active') => ({
  resourceType: 'CarePlan',
  id: `plan-${status}`,
  status,
  title: 'Leg ulcer',
  activity: Array.from({ length: activities }, (_, i) => ({ detail: { description: `Dressing ${i}` } })),
});
const note = {
  resourceType: 'DocumentReference',
  id: 'n1',
  status: 'current',
  description: 'A long story',
};

const summaryOf = (...resources: Parameters<typeof emergencySummaryOf>[1]) =>
  emergencySummaryOf(PATIENT_ID, [MARGARET, ...resources], NOW);

describe('an emergency summary', () => {
  it('says who, and what may matter at once', () => {
    const dnacpr = flag('Not for attempted CPR (DNACPR)');
    expect(
      summaryOf(allergy, medicine('m1', 'active'), medicine('m2', 'stopped'), flag('Dog'), dnacpr, plan(2)),
    ).toEqual({
      person: {
        patientId: PATIENT_ID,
        name: 'ASHDOWN, Margaret Rose (Mrs)',
        birthDate: '1942-03-02',
        gender: 'female',
        nhsNumber: '9990000018',
      },
      allergies: {
        kind: 'listed',
        lines: [{ title: 'Penicillin', detail: 'High risk. Reaction: Anaphylaxis' }],
      },
      medicines: [{ title: 'Medicine m1', detail: 'one each morning' }],
      alerts: ['Dog'],
      resuscitation: { status: 'Not for attempted CPR (DNACPR)' },
      plan: [
        { title: 'Leg ulcer', detail: 'Dressing 0' },
        { title: 'Leg ulcer', detail: 'Dressing 1' },
      ],
    });
  });

  it('has no address, no contacts, no notes and nothing that is sealed', () => {
    const sealed = flag('Sealed words', { security: sealedLabels('safeguarding') });
    const text = JSON.stringify(summaryOf(note, sealed));
    for (const word of ['Example Lane', 'ZZ99', '01632', 'long story', 'Sealed words']) {
      expect(text).not.toContain(word);
    }
  });

  it('tells “none known” from “none recorded”', () => {
    expect(summaryOf().allergies).toEqual({ kind: 'none-recorded' });
    const negation = { ...allergy, code: { text: 'No known allergies' }, reaction: [] };
    expect(summaryOf(negation).allergies).toEqual({ kind: 'none-known' });
    expect(summaryOf(negation, { ...allergy, id: 'a2' }).allergies).toMatchObject({
      lines: [{ title: 'Penicillin' }],
    });
  });

  it('stays short, and leaves out plans that are over', () => {
    expect(summaryOf(plan(40)).plan).toHaveLength(12);
    expect(summaryOf(plan(3, 'completed')).plan).toEqual([]);
  });
});

it('devices are told by a number that summaries come out differently now', () => {
  const summary = summaryOf(allergy, medicine('m1', 'active'), flag('Dog'), plan(20), note);
  // When this fails since a rule of the summary changed: raise SUMMARY_RULES, then take over the new digest.
  const digest = createHash('sha256').update(JSON.stringify(summary)).digest('hex').slice(0, 12);
  expect([SUMMARY_RULES, digest]).toEqual([1, 'c7a9c4cf9677']);
});
