import { describe, expect, it } from 'vitest';
import { CONFIDENTIALITY, isRestrictedPatient, isSealed, isSensitive, sealedLabels } from './sensitivity';

const labelled = (resourceType: string, code: unknown, system = CONFIDENTIALITY) => ({
  resourceType,
  id: 'a',
  meta: {
    security: [
      { system: 'urn:other', code: 'x' },
      { system, code },
    ],
  },
});

describe('labels', () => {
  it('knows a sealed and a sensitive note', () => {
    expect(isSealed(labelled('DocumentReference', 'V'))).toBe(true);
    expect(isSensitive(labelled('DocumentReference', 'V'))).toBe(false);
    expect(isSensitive(labelled('Condition', 'R'))).toBe(true);
    expect(isSealed(labelled('Condition', 'R'))).toBe(false);
    const note = {
      resourceType: 'DocumentReference',
      id: 'a',
      meta: { security: sealedLabels('safeguarding') },
    };
    expect(isSealed(note)).toBe(true);
  });

  it.each(['R', 'S', 'V', 'REDACTED'])('knows a restricted patient by %s, who is no sealed note', (code) => {
    const patient = labelled('Patient', code);
    expect([isRestrictedPatient(patient), isSealed(patient), isSensitive(patient)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it.each([
    labelled('Patient', 'U'),
    labelled('Patient', 'V', 'urn:other'),
    { resourceType: 'Patient', id: 'a' },
    { resourceType: 'Patient', id: 'a', meta: { security: 'V' } },
    { resourceType: 'Patient', id: 'a', meta: { security: [null, 'V'] } },
  ])('takes anything else for open: %j', (patient) => {
    expect(isRestrictedPatient(patient)).toBe(false);
    expect(isSealed({ ...patient, resourceType: 'Observation' })).toBe(false);
  });
});
