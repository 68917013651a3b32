import { describe, expect, it } from 'vitest';
import type { Entry, EntryBody } from '../../record/entry';
import { referenceTo, type FhirResource } from '../../record/fhir';
import { CONFIDENTIALITY, isSealed, isSensitive } from '../../record/sensitivity';
import { namesKeptBack, neededBy, verdictOn, type Verdict } from './verdict';

const AT = '2026-11-22T10:00:00.000Z';
const goal = (text: string, note = 'old'): FhirResource => ({
  resourceType: 'Goal',
  id: 'g1',
  description: { text },
  note: [{ text: note }],
});
const entry = (body: EntryBody, id = 'e1'): Entry => ({
  format: 1,
  id,
  patientId: 'p00000000000000000000001',
  author: { userId: 'ada', name: 'Ada', role: 'community-nurse' },
  deviceId: 'd1',
  writtenAt: '2026-11-22T09:00:00.000Z',
  clock: { deviceTime: '2026-11-22T09:00:00.000Z', offsetMs: 0, adjusted: false },
  visit: { id: 'v1', startedAt: '2026-11-22T08:50:00.000Z' },
  body,
});
const change = (base: FhirResource, proposed: FhirResource): EntryBody => ({
  kind: 'care-plan-change',
  targetType: 'Goal',
  targetId: 'g1',
  base,
  proposed,
  summary: 'Reworded',
});
const record = (...resources: FhirResource[]) => new Map(resources.map((r) => [referenceTo(r), r]));
/** The record after a verdict. */
const after = (before: ReadonlyMap<string, FhirResource>, verdict: Verdict) =>
  verdict.kind === 'refused' ? before : new Map([...before, ...record(...verdict.resources)]);

const overlapping = entry(change(goal('Walk'), goal('Swim', 'new')));
const moved = record(goal('Run'));

describe('verdictOn', () => {
  it('keeps the correction of a sealed note as sealed as the note, whatever the device says', () => {
    const note = entry({ kind: 'note', text: 'Said by her', sealed: 'domestic-abuse' }, 'e0');
    const filed = verdictOn(note, record(), AT);
    const correction = { kind: 'amendment', targetType: 'DocumentReference', targetId: 'e0' } as const;
    const amended = verdictOn(
      entry({ ...correction, text: 'Said by him', reason: 'Wrong person' }),
      after(record(), filed),
      AT,
    );
    if (filed.kind !== 'filed' || amended.kind !== 'filed') throw new Error('not filed');
    const notes = (all: FhirResource[]) => all.filter((one) => one.resourceType === 'DocumentReference');
    expect(notes(filed.resources).map(isSealed)).toEqual([true]);
    expect(notes(amended.resources).map(isSealed)).toEqual([true]);
  });

  const labelled = (resource: FhirResource, code: string): FhirResource => ({
    ...resource,
    meta: { security: [{ system: CONFIDENTIALITY, code }] },
  });

  it.each([
    ['R', isSensitive],
    ['V', isSealed],
  ] as const)(
    'keeps back all that is said about what is labelled %s: correction, change, dispute',
    (code, isKept) => {
      const note = labelled({ resourceType: 'DocumentReference', id: 'n1' }, code);
      const correction = { kind: 'amendment', targetType: 'DocumentReference', targetId: 'n1' } as const;
      const amended = verdictOn(entry({ ...correction, text: 'Not so', reason: 'Wrong' }), record(note), AT);
      const held = record(labelled(goal('Run'), code));
      const disputed = verdictOn(overlapping, held, AT);
      const changed = verdictOn(entry(change(goal('Run'), goal('Swim'))), held, AT);
      for (const verdict of [amended, disputed, changed]) {
        if (verdict.kind === 'refused') throw new Error(verdict.refusal);
        const about = verdict.resources.filter(({ resourceType }) => resourceType !== 'Encounter');
        expect(about.length).toBeGreaterThan(0);
        expect(about.map(isKept)).toEqual(about.map(() => true));
      }
      const types = disputed.kind === 'decision' ? disputed.resources.map((one) => one.resourceType) : [];
      expect(types).toEqual(expect.arrayContaining(['Goal', 'Provenance', 'Task']));

      expect(namesKeptBack(overlapping, held)).toBe(true);
      expect(namesKeptBack(entry({ ...correction, text: 'x', reason: 'y' }), record(note))).toBe(true);
      expect(namesKeptBack(overlapping, moved)).toBe(false);
      expect(namesKeptBack(entry({ kind: 'note', text: 'x' }), held)).toBe(false);
    },
  );

  it('needs to see all that it may write', () => {
    for (const [of, current] of [
      [entry({ kind: 'note', text: 'x' }), record()],
      [entry(change(goal('Walk'), goal('Swim'))), record(goal('Walk'))],
      [overlapping, moved],
    ] as const) {
      const verdict = verdictOn(of, current, AT);
      if (verdict.kind === 'refused') throw new Error('refused');
      expect(neededBy(of)).toEqual(expect.arrayContaining(verdict.resources.map(referenceTo)));
    }
  });

  it('comes to the same on top of its own result', () => {
    for (const of of [
      entry({ kind: 'note', text: 'x' }),
      entry(change(goal('Walk'), goal('Swim'))),
      overlapping,
    ]) {
      const first = verdictOn(of, moved, AT);
      const held = after(moved, first);
      const again = verdictOn(of, held, '2026-11-22T11:00:00.000Z');
      expect(again.kind).toBe(first.kind);
      expect(after(held, again)).toEqual(held);
    }
  });

  it('merges what does not overlap, and leaves the rest to a person', () => {
    const verdict = verdictOn(overlapping, moved, AT);
    expect(verdict).toMatchObject({ kind: 'decision', conflicts: [{ path: 'description/text' }] });
    expect(after(moved, verdict).get('Goal/g1')).toMatchObject(goal('Run', 'new'));
  });

  it('asks no person again who has decided, when a filing that was cut short is made up for', () => {
    const first = verdictOn(overlapping, moved, AT);
    if (first.kind !== 'decision') throw new Error('a dispute was expected');
    const held = after(moved, first);
    const decided = entry(
      {
        kind: 'decision',
        disputeId: first.disputeId,
        targetType: 'Goal',
        targetId: 'g1',
        base: goal('Run', 'new'),
        proposed: goal('Run', 'new'),
        choice: 'keep-current',
        reason: 'Agreed',
      },
      'e2',
    );
    const settled = after(held, verdictOn(decided, held, AT));
    const again = verdictOn(overlapping, settled, AT);
    expect(again.kind).toBe('filed');
    expect(after(settled, again)).toEqual(settled);
  });

  it.each([
    ['a target that is not there', entry(change(goal('Walk'), goal('Swim'))), record(), 'unknown-target'],
    [
      'a change of something else than it names',
      entry(change(goal('Walk'), { ...goal('Swim'), id: 'g2' })),
      record(goal('Walk')),
      'invalid',
    ],
    [
      'a decision on what is no dispute',
      entry({
        kind: 'decision',
        disputeId: 't1',
        targetType: 'Goal',
        targetId: 'g1',
        base: goal('Walk'),
        proposed: goal('Swim'),
        choice: 'mixed',
        reason: 'x',
      }),
      record(goal('Walk'), { resourceType: 'Task', id: 't1', status: 'requested' }),
      'unknown-target',
    ],
    [
      'an id that stands for something else',
      entry({ kind: 'note', text: 'x' }),
      record({ resourceType: 'DocumentReference', id: 'e1' }),
      'invalid',
    ],
  ])('refuses %s', (_, of, current, refusal) => {
    expect(verdictOn(of, current, AT)).toEqual({ kind: 'refused', refusal });
  });
});
