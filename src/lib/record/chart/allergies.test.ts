import { describe, expect, it } from 'vitest';
import { chartOf } from '../../../../tests/support/entries';
import type { FhirResource } from '../fhir';

let count = 0;
const allergy = (text: string, fields: Record<string, unknown> = {}): FhirResource => ({
  resourceType: 'AllergyIntolerance',
  id: `a${++count}`,
  code: { text },
  ...fields,
});
const clinical = (code: string) => ({ clinicalStatus: { coding: [{ code }] } });
const verification = (code: string) => ({ verificationStatus: { coding: [{ code }] } });
const banner = (...resources: FhirResource[]) => chartOf(resources).banner.allergies;

describe('the banner’s allergies', () => {
  it('are none recorded where nobody recorded any', () => {
    expect(banner()).toEqual({ kind: 'none-recorded' });
  });

  it('are none known only by a recorded negation', () => {
    const coded = allergy('nil', {
      code: { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] },
    });
    expect(banner(coded)).toEqual({ kind: 'none-known' });
    expect(banner(allergy('No known allergies'))).toEqual({ kind: 'none-known' });
  });

  it('are no more than a negation says: no drug allergy is not no allergy', () => {
    expect(banner(allergy('No known drug allergy (situation)'))).toEqual({
      kind: 'listed',
      names: ['No known drug allergy (situation)'],
    });
  });

  it('are the allergy where a negation stands beside it', () => {
    expect(banner(allergy('No known allergies'), allergy('Penicillin'))).toEqual({
      kind: 'listed',
      names: ['Penicillin'],
    });
  });

  it('count without a status, and not when over, refuted or entered in error', () => {
    expect(banner(allergy('Penicillin'))).toEqual({ kind: 'listed', names: ['Penicillin'] });
    expect(banner(allergy('Latex', clinical('resolved')))).toEqual({ kind: 'none-recorded' });
    expect(banner(allergy('Latex', clinical('inactive')))).toEqual({ kind: 'none-recorded' });
    expect(banner(allergy('Latex', verification('refuted')))).toEqual({ kind: 'none-recorded' });
    expect(banner(allergy('Latex', verification('entered-in-error')))).toEqual({ kind: 'none-recorded' });
    expect(banner(allergy('No known allergies', verification('refuted')))).toEqual({ kind: 'none-recorded' });
  });

  it('have the dangerous ones first', () => {
    expect(
      banner(allergy('Dust', { criticality: 'low' }), allergy('Penicillin', { criticality: 'high' })),
    ).toMatchObject({
      names: ['Penicillin', 'Dust'],
    });
  });
});

describe('the list of allergies', () => {
  it('keeps what is refuted or over, said to be so, after the active ones', () => {
    const { allergies } = chartOf([
      allergy('Latex', { ...clinical('resolved'), ...verification('refuted') }),
      allergy('Penicillin', { ...clinical('active'), ...verification('confirmed') }),
    ]);
    expect(allergies).toMatchObject([
      { title: 'Penicillin', active: true, status: 'active' },
      { title: 'Latex', active: false, status: 'resolved, refuted' },
    ]);
  });

  it('says the reaction, and names an allergy without a substance', () => {
    const reaction = [{ manifestation: [{ text: 'Anaphylaxis' }], severity: 'severe' }];
    const { allergies } = chartOf([{ resourceType: 'AllergyIntolerance', id: 'x', reaction }]);
    expect(allergies).toMatchObject([
      {
        title: 'Allergy with no substance recorded',
        lines: ['Reaction: Anaphylaxis (severe)'],
        active: true,
      },
    ]);
  });

  it('leaves what was entered in error to the other entries, marked', () => {
    const { allergies, other } = chartOf([allergy('Latex', verification('entered-in-error'))]);
    expect(allergies).toEqual([]);
    expect(other).toContainEqual(
      expect.objectContaining({
        title: 'Allergy intolerance: Latex',
        lines: expect.arrayContaining(['Entered in error: not to be relied on.']) as string[],
      }),
    );
  });
});
