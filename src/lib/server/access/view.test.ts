import { describe, expect, it } from 'vitest';
import { concept, own, OWN } from '../../record/codes';
import type { FhirResource } from '../../record/fhir';
import { CONFIDENTIALITY, sealedLabels } from '../../record/sensitivity';
import type { Action } from './decide';
import { cut, viewName, viewOf, type View } from './view';

const WHOLE: View = { reduced: false, sensitive: true, sealed: true };
const labelled = (resource: FhirResource, code: string): FhirResource => ({
  ...resource,
  meta: { security: [{ system: CONFIDENTIALITY, code }] },
});
const patient: FhirResource = {
  resourceType: 'Patient',
  id: 'a',
  name: [{ family: 'Test' }],
  address: [{ line: ['1 Hidden Street'] }],
  _address: [{ extension: [] }],
  telecom: [{ value: '01632 960 000' }],
  contact: [{ name: { text: 'Sister of Hidden Street' } }],
  text: { status: 'generated', div: '<div>Hidden Street</div>' },
  extension: [{ url: 'birthPlace', valueAddress: { text: 'Hidden Street' } }],
  contained: [{ resourceType: 'RelatedPerson', id: 'r', address: [{ text: 'Hidden Street' }] }],
};
const related = { resourceType: 'RelatedPerson', id: 'r', name: [{ text: 'Sister' }] };
const encounter = {
  resourceType: 'Encounter',
  id: 'e',
  location: [{ location: { display: 'Hidden Street' } }],
  type: [{ text: 'Dressing' }],
};
const note = { resourceType: 'DocumentReference', id: 'n' };
const ids = (resources: readonly FhirResource[]) => resources.map(({ id }) => id);

describe('viewOf', () => {
  const of = (...may: Action[]) => viewOf((action) => may.includes(action));

  it('is nothing for those who may not read', () => {
    expect(of('write', 'read-sealed', 'read-sensitive')).toBeUndefined();
  });

  it('is as much as may be read, and has a name of its own', () => {
    const views = [
      of('read', 'read-sensitive', 'read-sealed'),
      of('read'),
      of('read-reduced'),
      of('read-reduced', 'read-sensitive'),
    ];
    expect(views[0]).toEqual(WHOLE);
    expect(views.map((view) => view && viewName(view))).toEqual(['', 'open', 'part-open', 'part']);
  });
});

describe('cut', () => {
  it('leaves the whole view of an ordinary patient as it is', () => {
    const resources = [patient, related, encounter, note];
    expect(cut(resources, WHOLE)).toEqual(resources);
  });

  it('has no sealed note, whoever asks', () => {
    const sealed = { ...note, meta: { security: sealedLabels('domestic-abuse') } };
    expect(cut([sealed, note], WHOLE)).toEqual([note]);
  });

  it('shows what is sensitive only to those who may see it', () => {
    const resources = [patient, labelled(note, 'R')];
    expect(ids(cut(resources, WHOLE))).toEqual(['a', 'n']);
    expect(ids(cut(resources, { ...WHOLE, sensitive: false }))).toEqual(['a']);
  });

  it('gives a care home what it needs for its resident, and no notes', () => {
    const allergy = { resourceType: 'AllergyIntolerance', id: 'x' };
    const reduced = cut([patient, allergy, note, related, encounter], { ...WHOLE, reduced: true });
    expect(ids(reduced)).toEqual(['a', 'x']);
  });

  it('tells a care home of a resuscitation decision wherever it is recorded, and of its form no more than that there is one', () => {
    const code = { coding: [{ code: '450476008', display: 'Not for attempted CPR' }] };
    const form = {
      ...note,
      status: 'current',
      type: { text: 'ReSPECT form' },
      date: '2026-05-04',
      content: [{ attachment: { data: 'U2VjcmV0' } }],
      text: { status: 'generated', div: '<div>Secret</div>' },
    };
    const decisions = [
      { resourceType: 'Condition', id: 'c', code },
      { resourceType: 'ServiceRequest', id: 's', code: { text: 'DNACPR' } },
      { resourceType: 'Procedure', id: 'p', code },
    ];
    const others = [
      { resourceType: 'Condition', id: 'other', code: { text: 'Hip fracture' } },
      { resourceType: 'Procedure', id: 'done', code: { text: 'Resuscitation of newborn' } },
    ];
    const seen = cut([patient, form, ...decisions, ...others, note], { ...WHOLE, reduced: true });
    expect(ids(seen)).toEqual(['a', 'n', 'c', 's', 'p']);
    expect(seen[1]).toMatchObject({ type: { text: 'ReSPECT form' }, date: '2026-05-04' });
    expect(JSON.stringify(seen)).not.toMatch(/U2VjcmV0|Secret/);
    expect(cut([patient, form], WHOLE)[1]).toEqual(form);
  });

  it('tells a care home that a plan is disputed until somebody has decided, but not of a sensitive one', () => {
    const plan = { resourceType: 'CarePlan', id: 'cp' };
    const code = concept('Two changes overlap', own(OWN.dispute));
    const dispute = (status: string) => ({ resourceType: 'Task', id: 'dispute-1', code, status });
    const task = { resourceType: 'Task', id: 'order', status: 'requested' };
    const view = { ...WHOLE, reduced: true, sensitive: false };
    expect(ids(cut([plan, dispute('requested'), task], view))).toEqual(['cp', 'dispute-1']);
    expect(ids(cut([plan, dispute('completed'), task], view))).toEqual(['cp']);
    expect(cut([labelled(plan, 'R'), labelled(dispute('requested'), 'R')], view)).toEqual([]);
  });

  it.each(['R', 'S', 'V'])(
    'keeps back where a patient restricted by %s is, in whatever it stands',
    (code) => {
      const seen = cut([labelled(patient, code), related, encounter, note], WHOLE);
      expect(ids(seen)).toEqual(['a', 'e', 'n']);
      expect(JSON.stringify(seen)).not.toMatch(/Hidden|01632|Sister/);
      expect(seen[0]).toMatchObject({ name: [{ family: 'Test' }] });
      expect(seen[1]).toMatchObject({ type: [{ text: 'Dressing' }] });
    },
  );

  it('keeps back what references to places and people say of a restricted patient, and no other', () => {
    const appointment = {
      resourceType: 'Appointment',
      id: 'ap',
      contained: [
        { resourceType: 'Location', id: 'home', name: 'Hidden House' },
        { resourceType: 'Medication', id: 'med', code: { text: 'Insulin' } },
      ],
      participant: [
        { actor: { reference: 'Location/1', display: 'Hidden Lane 3' } },
        { actor: { reference: 'https://old.example/fhir/RelatedPerson/2', display: 'Sister Hidden' } },
        { actor: { type: 'Location', display: 'Hidden Lane 4' } },
        { actor: { reference: 'Practitioner/3', display: 'Nurse Known' } },
      ],
      hospitalization: { destination: { reference: '#home', display: 'Hidden House' } },
      medicationReference: { reference: '#med', display: 'Insulin' },
    };
    const [, seen] = cut([labelled(patient, 'R'), appointment], WHOLE);
    expect(JSON.stringify(seen)).not.toContain('Hidden');
    expect(JSON.stringify(seen)).toContain('Nurse Known');
    expect(seen).toMatchObject({ medicationReference: { display: 'Insulin' } });
    expect(cut([patient, appointment], WHOLE)[1]).toEqual(appointment);
  });
});
