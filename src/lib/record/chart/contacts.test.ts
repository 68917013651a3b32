import { describe, expect, it } from 'vitest';
import { chartOf, MARGARET, NOW, packOf, PATIENT_ID } from '../../../../tests/support/entries';
import { projectChart } from './project';

const RELATED = {
  resourceType: 'RelatedPerson',
  id: 'sister',
  active: true,
  relationship: [{ text: 'Sister, next of kin' }],
  name: [{ family: 'Example', given: ['Sheila'] }],
  telecom: [
    { system: 'email', value: 'nobody@example.org' },
    { system: 'phone', value: '07700 900729', use: 'mobile' },
  ],
};

describe('whom to call', () => {
  it('names the record’s related people, with the relationship and a number', () => {
    expect(chartOf([RELATED]).contacts).toEqual([
      { key: '0', name: 'Sheila Example', relationship: 'Sister, next of kin', phone: '07700 900729' },
    ]);
  });

  it('names those that stand in the Patient itself, and those of whom little is known', () => {
    const contact = [
      { relationship: [{ text: 'Neighbour' }], name: { text: 'Mr Fox' }, telecom: [] },
      { telecom: [{ system: 'phone', value: '01632 960002' }] },
    ];
    const { contacts } = projectChart({
      patientId: PATIENT_ID,
      pack: { ...packOf(), resources: [{ ...MARGARET, contact }] },
      own: [],
      asKnownAt: '',
      visits: [],
      now: NOW,
    });
    expect(contacts).toMatchObject([
      { name: 'Mr Fox', relationship: 'Neighbour' },
      { name: 'Name not recorded', phone: '01632 960002' },
    ]);
  });

  it('leaves out who is one no longer', () => {
    const over = { ...RELATED, id: 'a', period: { end: '2020-01-01' } };
    expect(chartOf([over, { ...RELATED, id: 'b', active: false }]).contacts).toEqual([]);
  });
});
