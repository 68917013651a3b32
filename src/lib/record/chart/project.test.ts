import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { chartOf, MARGARET, NOW, packOf, PATIENT_ID } from '../../../../tests/support/entries';
import { cardOf } from '../card';
import { projectChart } from './project';
import type { FhirResource } from '../fhir';

const of = (resourceType: string, id: string, fields: Record<string, unknown>): FhirResource => ({
  resourceType,
  id,
  ...fields,
});

describe('the banner', () => {
  it('says who this is', () => {
    expect(chartOf([]).banner).toEqual({
      patientId: PATIENT_ID,
      name: 'ASHDOWN, Margaret Rose (Mrs)',
      birthDate: '1942-03-02',
      gender: 'female',
      nhsNumber: '9990000018',
      address: '12 Example Lane, Testbury, ZZ99 3CZ',
      phone: '01632 960001',
      allergies: { kind: 'none-recorded' },
      alerts: [],
    });
  });

  it('says that someone has died, also without a date', () => {
    const died = (fields: Record<string, unknown>) =>
      projectChart({
        patientId: PATIENT_ID,
        pack: { ...packOf(), resources: [{ ...MARGARET, ...fields }] },
        own: [],
        asKnownAt: '',
        visits: [],
        now: NOW,
      }).banner.deceased;
    expect(died({ deceasedDateTime: '2026-11-20' })).toBe('2026-11-20');
    expect(died({ deceasedBoolean: true })).toBe('date not recorded');
    expect(died({ deceasedBoolean: false })).toBeUndefined();
  });

  it('has the active flags, and says which have run out', () => {
    const flag = (id: string, fields: Record<string, unknown>) =>
      of('Flag', id, { status: 'active', code: { text: id }, ...fields });
    const { banner, other } = chartOf([
      flag('Dog in the house', {}),
      flag('Key safe', { period: { start: '2026-01-01', end: '2026-02-01' } }),
      flag('Gone', { status: 'inactive' }),
      flag('Wrong', { status: 'entered-in-error' }),
    ]);
    expect(banner.alerts).toEqual(['Dog in the house', 'Key safe (ended 1 Feb 2026)']);
    expect(other.filter(({ resourceType }) => resourceType === 'Flag')).toHaveLength(4);
  });
});

describe('NEWS2', () => {
  const excluded = (resources: FhirResource[], patient: Record<string, unknown> = {}) =>
    projectChart({
      patientId: PATIENT_ID,
      pack: { ...packOf(), resources: [{ ...MARGARET, ...patient }, ...resources] },
      own: [],
      asKnownAt: '',
      visits: [],
      now: NOW,
    }).news2Excluded;
  const pregnancy = (fields: Record<string, unknown>) =>
    of('Condition', 'c', { code: { text: 'Pregnancy' }, ...fields });
  const edd = (valueDateTime: string) =>
    of('Observation', 'o', { status: 'final', code: { coding: [{ code: '11778-8' }] }, valueDateTime });

  it('applies to an adult', () => {
    expect(excluded([])).toBeUndefined();
    expect(excluded([], { birthDate: '2010-11-22' })).toBeUndefined();
  });

  it('does not to a child, nor to someone whose age is not known', () => {
    expect(excluded([], { birthDate: '2010-11-23' })).toBe('under-16');
    expect(excluded([], { birthDate: '2010' })).toBe('under-16');
    expect(excluded([], { birthDate: undefined })).toBe('age-unknown');
    expect(excluded([], { birthDate: 'in spring' })).toBe('age-unknown');
  });

  it('does not in pregnancy and after birth', () => {
    expect(excluded([pregnancy({})])).toBe('pregnancy');
    expect(excluded([pregnancy({ clinicalStatus: { coding: [{ code: 'active' }] } })])).toBe('pregnancy');
    expect(excluded([pregnancy({ code: { text: 'Postnatal' } })])).toBe('pregnancy');
    expect(excluded([pregnancy({ abatementDateTime: '2026-10-20' })])).toBe('pregnancy');
    expect(excluded([edd('2027-03-01')])).toBe('pregnancy');
    expect(excluded([edd('2026-10-15')])).toBe('pregnancy');
  });

  it('applies again when a pregnancy is over, or was never one', () => {
    expect(excluded([pregnancy({ abatementDateTime: '2020-01-01' })])).toBeUndefined();
    expect(excluded([pregnancy({ clinicalStatus: { coding: [{ code: 'resolved' }] } })])).toBeUndefined();
    expect(
      excluded([pregnancy({ verificationStatus: { coding: [{ code: 'entered-in-error' }] } })]),
    ).toBeUndefined();
    expect(excluded([pregnancy({ verificationStatus: { coding: [{ code: 'refuted' }] } })])).toBeUndefined();
    expect(
      excluded([pregnancy({ code: { text: 'Past pregnancy history of miscarriage' } })]),
    ).toBeUndefined();
    expect(excluded([edd('2026-08-01')])).toBeUndefined();
  });
});

describe('problems', () => {
  const problem = (id: string, fields: Record<string, unknown>) =>
    of('Condition', id, { code: { text: id }, ...fields });
  const status = (code: string) => ({ clinicalStatus: { coding: [{ code }] } });

  it('are those that go on first, and say how they stand', () => {
    const { problems } = chartOf([
      problem('old', { ...status('resolved'), abatementDateTime: '2020-01-01', onsetDateTime: '2026-01-01' }),
      problem('ended', { ...status('active'), abatementDateTime: '2020-01-01' }),
      problem('refuted', { ...status('active'), verificationStatus: { coding: [{ code: 'refuted' }] } }),
      problem('now', {
        ...status('active'),
        verificationStatus: { coding: [{ code: 'confirmed' }] },
        onsetDateTime: '2019-01-01',
      }),
    ]);
    expect(problems.map(({ title, status }) => [title, status])).toEqual([
      ['now', 'active'],
      ['old', 'resolved'],
      ['ended', 'ended'],
      ['refuted', 'active, refuted'],
    ]);
  });
});

describe('what nobody thought of', () => {
  it('is readable, field by field', () => {
    const { other } = chartOf([
      of('Wonder', 'w', {
        code: { text: 'A new thing' },
        severity: { coding: [{ display: 'Grave' }] },
        size: { value: 3, unit: 'cm' },
        seenOn: '2026-11-01',
        by: { reference: 'Practitioner/x', display: 'Dr Lee' },
        parts: [{ name: 'one' }, { name: 'two', open: true }],
        extension: [{ url: 'https://example.org/Extension-UKCore-HouseKey', valueString: 'under the mat' }],
      }),
    ]);
    expect(other).toContainEqual({
      key: 'Wonder/w',
      resourceType: 'Wonder',
      title: 'Wonder: A new thing',
      lines: [
        'Severity: Grave',
        'Size: 3 cm',
        'Seen on: 1 Nov 2026',
        'By: Dr Lee',
        'Parts: name one; name two; open yes',
        'House key under the mat',
      ],
    });
  });

  it('has at least its narrative', () => {
    const { other } = chartOf([of('Wonder', 'w', { text: { div: '<div>Only <b>words</b></div>' } })]);
    expect(other.find(({ key }) => key === 'Wonder/w')?.lines).toEqual(['Only words']);
  });

  it('never throws and never vanishes, whatever the fields hold', () => {
    const type = fc.constantFrom(
      'Patient',
      'Condition',
      'AllergyIntolerance',
      'MedicationRequest',
      'CarePlan',
      'Goal',
      'Observation',
      'Encounter',
      'DocumentReference',
      'Flag',
      'Provenance',
      'Task',
      'Consent',
      'QuestionnaireResponse',
      'DiagnosticReport',
      'Wonder',
    );
    const name = fc.constantFrom(
      'status',
      'code',
      'category',
      'name',
      'period',
      'subject',
      'activity',
      'goal',
      'component',
      'valueQuantity',
      'item',
      'content',
      'relatesTo',
      'target',
      'reaction',
      'dosageInstruction',
      'extension',
      'meta',
      'contained',
      'clinicalStatus',
      'effectiveDateTime',
      'identifier',
      'address',
      'telecom',
      'hasMember',
      'result',
      'addresses',
      'note',
      'author',
    );
    const value = fc.oneof(
      fc.anything({ withNullPrototype: false, maxDepth: 2 }),
      fc.constantFrom(
        { coding: null },
        [null],
        { reference: 'x' },
        { text: 5 },
        { text: 'Pregnancy' },
        { coding: [{ code: '11778-8' }] },
        '2026',
        '2026-13-45',
        { value: 'x' },
        { start: 3 },
        [{ detail: null }],
      ),
    );
    const resource = fc
      .tuple(type, fc.dictionary(name, value, { noNullPrototype: true }))
      .map(([resourceType, fields]): FhirResource => ({ ...fields, resourceType, id: 'x' }));
    fc.assert(
      fc.property(resource, (one) => {
        const chart = chartOf([one]);
        cardOf(packOf(one));
        const shown = JSON.stringify({
          ...chart,
          observations: chart.observations.map(({ latest }) => latest.key),
        });
        expect(shown).toContain(`"${one.resourceType}/x"`);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('documents', () => {
  it('have the answers of a form, whatever their depth', () => {
    const { documents } = chartOf([
      of('Questionnaire', 'q', { title: 'Waterlow' }),
      of('QuestionnaireResponse', 'r', {
        status: 'completed',
        questionnaire: 'https://example.org/Questionnaire/q',
        item: [
          { text: 'Skin', item: [{ text: 'Kind', answer: [{ valueCoding: { display: 'Dry' } }] }] },
          { linkId: '2', answer: [{ valueDecimal: 1.5 }, { valueBoolean: true }] },
        ],
      }),
    ]);
    expect(documents).toMatchObject([{ title: 'Waterlow', lines: ['Kind: Dry', '2: 1.5, Yes'] }]);
  });

  it('have the results of a report', () => {
    const { documents } = chartOf([
      of('Observation', 'o', {
        status: 'final',
        code: { text: 'Sodium' },
        valueQuantity: { value: 138, unit: 'mmol/L' },
      }),
      of('DiagnosticReport', 'd', {
        code: { text: 'Bloods' },
        conclusion: 'Normal',
        result: [{ reference: 'Observation/o' }, { reference: 'Observation/gone', display: 'Potassium' }],
      }),
    ]);
    expect(documents).toMatchObject([
      { title: 'Bloods', lines: ['Conclusion: Normal', 'Sodium: 138 mmol/L', 'Potassium'] },
    ]);
  });
});
