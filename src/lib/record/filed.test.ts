import { describe, expect, it } from 'vitest';
import { entryOf, PATIENT_ID } from '../../../tests/support/entries';
import { noteText } from './chart/note-text';
import type { EntryBody } from './entry';
import * as v from 'valibot';
import { FhirResourceSchema, type FhirResource } from './fhir';
import { changeOf, resourcesOf } from './filed';
import { codesOf, fieldsOf, listOf } from './read';

const visit = { id: 'v/1', startedAt: '2026-11-22T10:00:00.000Z', reason: 'Leg ulcer' };
const readings = {
  respirationRate: 21,
  spo2: 93,
  onOxygen: false,
  systolic: 120,
  diastolic: 70,
  pulse: 95,
  consciousness: 'A',
  temperature: 37.5,
} as const;
const observations = (more: Partial<Extract<EntryBody, { kind: 'observations' }>> = {}): EntryBody => ({
  kind: 'observations',
  readings,
  spo2Scale: 1,
  news2: { kind: 'total', total: 5 },
  ...more,
});
const plan = { resourceType: 'CarePlan', id: 'plan-1', status: 'active' };
const change: EntryBody = {
  kind: 'care-plan-change',
  targetType: 'CarePlan',
  targetId: 'plan-1',
  base: plan,
  proposed: { ...plan, status: 'on-hold' },
  summary: 'Paused for the week',
};
const decision: EntryBody = {
  ...change,
  kind: 'decision',
  disputeId: 'dispute-e0',
  choice: 'mixed',
  reason: 'Agreed with the daughter',
};
const all: EntryBody[] = [
  { kind: 'note', text: 'Wound clean' },
  {
    kind: 'amendment',
    targetType: 'DocumentReference',
    targetId: 'n1',
    text: 'Left, not right',
    reason: 'Wrong side',
  },
  observations(),
  { kind: 'spo2-scale', scale: 2, reason: 'COPD clinic letter' },
  change,
  decision,
];

const byId = (resources: FhirResource[], id: string) => {
  const found = resources.find((resource) => resource.id === id);
  if (!found) throw new Error(`no ${id} among ${resources.map((resource) => resource.id).join(', ')}`);
  return found;
};

describe('whatever is filed', () => {
  it.each(all)('says whose it is, who wrote it, when, in which visit and from which entry: $kind', (body) => {
    const resources = resourcesOf(entryOf(body, { visit }));
    expect(resources.length).toBeGreaterThan(1);
    for (const resource of resources) {
      const said = JSON.stringify(resource);
      expect(v.is(FhirResourceSchema, resource)).toBe(true);
      expect(resource.id).toMatch(/^[A-Za-z0-9.-]{1,64}$/);
      expect(said).toContain('Sam Okafor');
      expect(said).toMatch(/2026-11-22T10:(15|00):00.000Z/);
      if (resource.resourceType !== 'Provenance') expect(said).toContain(`Patient/${PATIENT_ID}`);
      if (resource.resourceType !== 'Encounter') {
        expect(fieldsOf(resource['meta'])['source']).toBe('urn:doorstep:entry:e1');
      }
    }
    const written = resources.filter(
      ({ resourceType }) => !['Encounter', 'Provenance'].includes(resourceType),
    );
    for (const resource of written) expect(JSON.stringify(resource)).toContain('Encounter/visit-v-1');
  });

  it.each(all)('is the same each time: $kind', (body) => {
    const entry = entryOf(body, { visit });
    expect(resourcesOf(entry)).toEqual(resourcesOf(structuredClone(entry)));
  });

  it('says so where the device’s clock was wrong', () => {
    const clock = { deviceTime: '2026-11-23T10:15:00.000Z', offsetMs: -86_400_000, adjusted: true };
    const [note] = resourcesOf(entryOf({ kind: 'note', text: 'x' }, { clock }));
    expect(codesOf(fieldsOf(note?.['meta'])['tag'])).toEqual(['clock-adjusted']);
  });
});

describe('a note', () => {
  it('is a document with its text inside, whatever the letters', () => {
    const text = 'Žofie’s wound – 3 × 2 cm 🩹\nsecond line';
    const [note] = resourcesOf(entryOf({ kind: 'note', text }));
    expect(note).toMatchObject({ resourceType: 'DocumentReference', id: 'e1', status: 'current' });
    expect(note && noteText(note)).toBe(text);
  });

  it('shares one Encounter with the other entries of its visit', () => {
    const [first] = resourcesOf(entryOf({ kind: 'note', text: 'a' }, { visit }));
    const [second] = resourcesOf(entryOf(observations(), { id: 'e2', visit }));
    expect(first).toMatchObject({
      resourceType: 'Encounter',
      class: { code: 'HH' },
      reasonCode: [{ text: 'Leg ulcer' }],
    });
    expect(second).toEqual(first);
  });

  it('is corrected by a note that names it, with the reason', () => {
    const [amendment] = resourcesOf(entryOf(all[1] as EntryBody));
    expect(amendment).toMatchObject({
      relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/n1' } }],
      description: 'Wrong side',
    });
  });
});

describe('observations', () => {
  it('are one Observation a reading, with code, number and unit', () => {
    const resources = resourcesOf(
      entryOf(observations({ readings: { ...readings, weight: 61.5, glucose: 7.2 } })),
    );
    const quantity = (id: string) => byId(resources, id)['valueQuantity'];
    expect(codesOf(byId(resources, 'e1-respiration-rate')['code'])).toContain('9279-1');
    expect(quantity('e1-respiration-rate')).toMatchObject({ value: 21, code: '/min' });
    expect(quantity('e1-spo2')).toMatchObject({ value: 93, code: '%' });
    expect(quantity('e1-pulse')).toMatchObject({ value: 95, code: '/min' });
    expect(quantity('e1-temperature')).toMatchObject({ value: 37.5, code: 'Cel' });
    expect(quantity('e1-weight')).toMatchObject({ value: 61.5, code: 'kg' });
    expect(quantity('e1-glucose')).toMatchObject({ value: 7.2, code: 'mmol/L' });
    expect(listOf(byId(resources, 'e1-blood-pressure')['component'])).toMatchObject([
      { valueQuantity: { value: 120, code: 'mm[Hg]' } },
      { valueQuantity: { value: 70 } },
    ]);
    expect(byId(resources, 'e1-air-or-oxygen')['valueCodeableConcept']).toMatchObject({ text: 'Air' });
    expect(byId(resources, 'e1-consciousness')['valueCodeableConcept']).toMatchObject({ text: 'Alert' });
  });

  it('that were not taken are not there', () => {
    const resources = resourcesOf(entryOf(observations({ readings: { pulse: 80 }, news2: undefined })));
    expect(resources.map(({ id }) => id)).toEqual(['e1-pulse', 'e1-set']);
  });

  it('have the total that the author saw, with its parts and what it comes from', () => {
    const total = byId(resourcesOf(entryOf(observations())), 'e1-news2');
    expect(codesOf(total['code'])).toEqual(['1104051000000101']);
    expect(total['valueQuantity']).toMatchObject({ value: 5 });
    expect(listOf(total['component'])).toHaveLength(7);
    expect(listOf(total['derivedFrom'])).toHaveLength(7);
  });

  it('name the saturation’s part by the scale it was scored on', () => {
    const scaled = observations({ spo2Scale: 2, news2: { kind: 'total', total: 3 } });
    const total = byId(resourcesOf(entryOf(scaled)), 'e1-news2');
    expect(codesOf(listOf(total['component']).map((part) => fieldsOf(part)['code']))).toContain(
      '1104321000000108',
    );
    expect(JSON.stringify(total)).not.toContain('1104311000000102');
  });

  it.each([
    ['which the author did not see', observations({ news2: undefined }), undefined],
    [
      'which the readings don’t give',
      observations({ news2: { kind: 'total', total: 4 } }),
      /was 4 for the author/,
    ],
    ['from an incomplete set', observations({ readings: { pulse: 95 } }), /was 5 for the author/],
    [
      'where NEWS2 does not apply',
      observations({ news2: { kind: 'not-scored', why: 'pregnancy' } }),
      /not scored: pregnancy/,
    ],
  ])('have no total %s', (_, body, note) => {
    const resources = resourcesOf(entryOf(body));
    expect(resources.some(({ id }) => id === 'e1-news2')).toBe(false);
    const said = JSON.stringify(byId(resources, 'e1-set')['note'] ?? '');
    if (note) expect(said).toMatch(note);
    else expect(said).toBe('""');
  });

  it('are held together by their set, with the comment', () => {
    const resources = resourcesOf(entryOf(observations({ comment: 'After climbing the stairs' })));
    const set = byId(resources, 'e1-set');
    expect(listOf(set['hasMember'])).toHaveLength(resources.length - 1);
    expect(set['note']).toEqual([{ text: 'After climbing the stairs' }]);
  });
});

describe('a change of what exists', () => {
  it('is told by a Provenance, and given apart for the merge', () => {
    const [provenance] = resourcesOf(entryOf(change));
    expect(provenance).toMatchObject({
      resourceType: 'Provenance',
      target: [{ reference: 'CarePlan/plan-1' }],
      reason: [{ text: 'Paused for the week' }],
    });
    expect(changeOf(entryOf(change))).toEqual({
      targetType: 'CarePlan',
      targetId: 'plan-1',
      base: plan,
      proposed: { ...plan, status: 'on-hold' },
    });
    expect(changeOf(entryOf(decision))).toMatchObject({ targetId: 'plan-1' });
  });

  it('is not made by anything else', () => {
    for (const body of all.slice(0, 4)) expect(changeOf(entryOf(body))).toBeUndefined();
  });
});

it('taking an entry off the list writes nothing clinical, not even the visit', () => {
  expect(resourcesOf(entryOf({ kind: 'set-aside', entryId: 'e0', reason: 'Twice' }, { visit }))).toEqual([]);
});
