import { describe, expect, it } from 'vitest';
import { chartOf, entryOf } from '../../../../tests/support/entries';
import { encodeBase64 } from '../base64';
import type { FhirResource } from '../fhir';
import type { TimelineItem } from './view';

const note = (id: string, text: string, fields: Record<string, unknown> = {}): FhirResource => ({
  resourceType: 'DocumentReference',
  id,
  status: 'current',
  type: { text: 'Clinical note' },
  date: '2026-11-01T09:00:00Z',
  author: [{ display: 'Ines Duarte' }],
  content: [{ attachment: { contentType: 'text/plain', data: encodeBase64(text) } }],
  ...fields,
});

const find = (timeline: TimelineItem[], noteId: string) => timeline.find((item) => item.noteId === noteId);

describe('a note', () => {
  it('has its text, its author and what an amendment names', () => {
    expect(chartOf([note('n1', 'Wound – clean')]).timeline).toMatchObject([
      { kind: 'note', title: 'Clinical note', text: 'Wound – clean', author: 'Ines Duarte', noteId: 'n1' },
    ]);
  });

  it('and its correction name each other, and both stay', () => {
    const amendment = entryOf({
      kind: 'amendment',
      targetType: 'DocumentReference',
      targetId: 'n1',
      text: 'Left leg',
      reason: 'Wrong side',
    });
    const { timeline } = chartOf([note('n1', 'Right leg')], [{ entry: amendment, state: 'received' }]);
    expect(find(timeline, 'n1')).toMatchObject({ text: 'Right leg', amendedBy: 'e1' });
    expect(find(timeline, 'e1')).toMatchObject({
      text: 'Left leg',
      amends: 'n1',
      lines: ['Reason for the correction: Wrong side'],
      unfiled: { state: 'received' },
    });
  });

  it('with several corrections names the newest', () => {
    const corrects = (id: string, date: string) =>
      note(id, id, {
        date,
        relatesTo: [{ code: 'replaces', target: { reference: 'DocumentReference/n1' } }],
      });
    const { timeline } = chartOf([
      corrects('n3', '2026-11-03'),
      note('n1', 'x'),
      corrects('n2', '2026-11-02'),
    ]);
    expect(find(timeline, 'n1')?.amendedBy).toBe('n3');
  });

  it('says when the device’s clock was wrong', () => {
    const clock = { deviceTime: 'x', offsetMs: 1, adjusted: true };
    const entry = entryOf({ kind: 'note', text: 'x' }, { clock });
    expect(chartOf([], [{ entry, state: 'on-device' }]).timeline).toMatchObject([{ clockAdjusted: true }]);
  });

  it('that is a file is a document', () => {
    const file = note('f', '', {
      content: [{ attachment: { contentType: 'application/pdf', title: 'Letter', size: 2048 } }],
    });
    const { timeline, documents } = chartOf([file]);
    expect(timeline).toEqual([]);
    expect(documents).toMatchObject([
      { title: 'Letter', lines: ['File: application/pdf, 2 KB', 'By: Ines Duarte'] },
    ]);
  });
});

describe('the timeline', () => {
  it('is newest first, and what has no time is last', () => {
    const at = (id: string, date?: string) => note(id, id, { date });
    const { timeline } = chartOf([
      at('a', '2026-01-01'),
      at('b'),
      at('c', '2026-11-01T23:00:00Z'),
      at('d', '2026-11-02'),
    ]);
    expect(timeline.map(({ noteId }) => noteId)).toEqual(['d', 'c', 'a', 'b']);
  });

  it('has one visit for all that was written in it', () => {
    const visit = { id: 'v1', startedAt: '2026-11-22T10:00:00.000Z', reason: 'Leg ulcer' };
    const [one, two] = [
      entryOf({ kind: 'note', text: 'a' }, { visit }),
      entryOf({ kind: 'note', text: 'b' }, { id: 'e2', visit }),
    ];
    const { timeline } = chartOf(
      [],
      [
        { entry: one, state: 'on-device' },
        { entry: two, state: 'on-device' },
      ],
    );
    expect(timeline.filter(({ kind }) => kind === 'encounter')).toMatchObject([
      { title: 'Home visit', lines: expect.arrayContaining(['Reason: Leg ulcer']) as string[] },
    ]);
  });

  it('groups other systems’ vital signs by when they were taken', () => {
    const pulse = (id: string, effectiveDateTime: string) => ({
      resourceType: 'Observation',
      id,
      status: 'final',
      category: [{ coding: [{ code: 'vital-signs' }] }],
      code: { text: 'Pulse' },
      effectiveDateTime,
      valueQuantity: { value: 80, unit: '/min' },
    });
    const { timeline } = chartOf([
      pulse('a', '2026-01-01'),
      pulse('b', '2026-01-01'),
      pulse('c', '2026-01-02'),
    ]);
    expect(timeline.map(({ key, lines }) => [key, lines.length])).toEqual([
      ['observations/2026-01-02', 1],
      ['observations/2026-01-01', 2],
    ]);
  });

  it('has procedures, vaccines and medicines given', () => {
    const { timeline } = chartOf([
      {
        resourceType: 'Procedure',
        id: 'p',
        status: 'completed',
        code: { text: 'Catheter change' },
        performedDateTime: '2026-03-03',
      },
      {
        resourceType: 'Immunization',
        id: 'i',
        status: 'completed',
        vaccineCode: { text: 'Influenza' },
        occurrenceDateTime: '2026-03-02',
      },
      {
        resourceType: 'MedicationAdministration',
        id: 'm',
        status: 'completed',
        medicationCodeableConcept: { text: 'Insulin' },
        effectiveDateTime: '2026-03-01',
        dosage: { dose: { value: 10, unit: 'units' } },
      },
    ]);
    expect(timeline.map(({ title }) => title)).toEqual(['Catheter change', 'Influenza', 'Given: Insulin']);
    expect(timeline[2]?.lines).toEqual(['Dose: 10 units']);
  });
});
