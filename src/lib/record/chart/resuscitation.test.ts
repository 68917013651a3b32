import { describe, expect, it } from 'vitest';
import { chartOf, entryOf } from '../../../../tests/support/entries';
import type { FhirResource } from '../fhir';

let count = 0;
const of = (resourceType: string, fields: Record<string, unknown>): FhirResource => ({
  resourceType,
  id: `r${++count}`,
  ...fields,
});
const snomed = (code: string, text?: string) => ({
  coding: [{ system: 'http://snomed.info/sct', code }],
  ...(text ? { text } : {}),
});
const status = (...resources: FhirResource[]) => chartOf(resources).banner.resuscitation;

const NOT_FOR = snomed('450476008', 'Not for attempted CPR (DNACPR)');

describe('the resuscitation status', () => {
  it('is absent where none is recorded', () => {
    expect(status()).toBeUndefined();
  });

  it.each([
    ['a flag', of('Flag', { status: 'active', code: NOT_FOR, period: { start: '2026-03-01' } })],
    [
      'a flag in words only',
      of('Flag', {
        status: 'active',
        code: { text: 'Not for attempted CPR (DNACPR)' },
        period: { start: '2026-03-01' },
      }),
    ],
    [
      'a consent',
      of('Consent', { status: 'active', provision: { code: [NOT_FOR] }, dateTime: '2026-03-01' }),
    ],
    [
      'a procedure code',
      of('Procedure', { status: 'completed', code: NOT_FOR, performedDateTime: '2026-03-01' }),
    ],
    [
      'an observation',
      of('Observation', {
        status: 'final',
        code: { text: 'CPR status' },
        valueCodeableConcept: NOT_FOR,
        effectiveDateTime: '2026-03-01',
      }),
    ],
    [
      'a document',
      of('DocumentReference', {
        status: 'current',
        type: { text: 'DNACPR form' },
        description: 'Not for attempted CPR (DNACPR)',
        date: '2026-03-01',
      }),
    ],
    [
      'a condition',
      of('Condition', {
        clinicalStatus: { coding: [{ code: 'active' }] },
        code: NOT_FOR,
        recordedDate: '2026-03-01',
      }),
    ],
    ['an order', of('ServiceRequest', { status: 'active', code: NOT_FOR, authoredOn: '2026-03-01' })],
  ])('is read from %s, in the words as recorded', (_, resource) => {
    expect(status(resource)).toEqual({ status: 'Not for attempted CPR (DNACPR)', recorded: '2026-03-01' });
  });

  it('is said with the question where the answer alone would mislead', () => {
    const no = of('Observation', {
      status: 'final',
      code: { text: 'For CPR' },
      valueCodeableConcept: { text: 'No' },
    });
    expect(status(no)?.status).toBe('For CPR: No');
  });

  it.each([
    ['withdrawn', of('Flag', { status: 'inactive', code: NOT_FOR })],
    ['entered in error', of('Flag', { status: 'entered-in-error', code: NOT_FOR })],
    ['a superseded form', of('DocumentReference', { status: 'superseded', type: { text: 'DNACPR form' } })],
    ['only proposed', of('Consent', { status: 'proposed', provision: { code: [NOT_FOR] } })],
    [
      'a problem that is over',
      of('Condition', { clinicalStatus: { coding: [{ code: 'resolved' }] }, code: NOT_FOR }),
    ],
  ])('is not what is %s', (_, resource) => {
    expect(status(resource)).toBeUndefined();
  });

  it('is not a resuscitation that was once done, nor a note that speaks of it', () => {
    const done = of('Procedure', { status: 'completed', code: { text: 'Cardiopulmonary resuscitation' } });
    expect(status(done)).toBeUndefined();
    const note = entryOf({ kind: 'note', text: 'Talked about DNACPR' });
    expect(chartOf([], [{ entry: note, state: 'on-device' }]).banner.resuscitation).toBeUndefined();
  });

  it('hides no second decision that says otherwise', () => {
    const newer = of('Flag', { status: 'active', code: NOT_FOR, period: { start: '2026-03-01' } });
    const older = of('Consent', {
      status: 'active',
      provision: { code: [snomed('450475007', 'For attempted CPR')] },
      dateTime: '2024-05-06',
    });
    expect(status(older, newer)).toEqual({
      status: 'Not for attempted CPR (DNACPR); also recorded: For attempted CPR (6 May 2024)',
      recorded: '2026-03-01',
    });
  });

  it('takes the paper of a decision for the same decision, and a newer paper for another', () => {
    const flag = of('Flag', { status: 'active', code: NOT_FOR, period: { start: '2026-03-01' } });
    const paper = (date: string) =>
      of('DocumentReference', { status: 'current', type: { text: 'Resuscitation form' }, date });
    expect(status(flag, paper('2026-03-01T15:00:00Z'))).toEqual({
      status: 'Not for attempted CPR (DNACPR)',
      recorded: '2026-03-01',
    });
    expect(status(flag, paper('2025-01-01'))?.status).toBe('Not for attempted CPR (DNACPR)');
    expect(status(flag, paper('2026-04-01'))?.status).toBe(
      'Resuscitation form; also recorded: Not for attempted CPR (DNACPR) (1 Mar 2026)',
    );
    expect(status(paper('2025-01-01'))?.status).toBe('Resuscitation form');
  });

  it('says when a flag that nobody closed has run out', () => {
    const over = of('Flag', {
      status: 'active',
      code: NOT_FOR,
      period: { start: '2025-01-01', end: '2025-06-30' },
    });
    expect(status(over)?.status).toBe('Not for attempted CPR (DNACPR) (ended 30 Jun 2025)');
  });

  it('is no plain alert', () => {
    expect(chartOf([of('Flag', { status: 'active', code: NOT_FOR })]).banner.alerts).toEqual([]);
  });
});
