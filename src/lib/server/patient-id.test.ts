import { describe, expect, it } from 'vitest';
import { PATIENT_ID } from '../record/ids';
import { patientIdOf } from './patient-id';

describe('patientIdOf', () => {
  it('makes an opaque id of the right form, the same each time', () => {
    const id = patientIdOf('secret', 'Patient/9990000018');
    expect(id).toMatch(PATIENT_ID);
    expect(id).toHaveLength(33);
    expect(id).not.toContain('999');
    expect(patientIdOf('secret', 'Patient/9990000018')).toBe(id);
  });

  it('differs by patient and by secret', () => {
    expect(patientIdOf('secret', 'Patient/1')).not.toBe(patientIdOf('secret', 'Patient/2'));
    expect(patientIdOf('secret', 'Patient/1')).not.toBe(patientIdOf('other', 'Patient/1'));
  });
});
