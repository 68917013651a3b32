import { describe, expect, it } from 'vitest';
import { entryOf } from '../../../tests/support/entries';
import { disputeIdOf, disputeOf, disputeTask, isOpenDispute, settledTask } from './dispute';
import type { Entry, EntryBody } from './entry';
import type { FhirResource } from './fhir';
import { merge } from './merge';

const plan = (fields: Record<string, unknown>): FhirResource => ({
  resourceType: 'CarePlan',
  id: 'plan-1',
  title: 'Leg ulcer',
  description: 'Dress twice a week',
  ...fields,
});
const base = plan({});
const current = plan({ description: 'Dress daily', meta: { versionId: '8' } });
const proposed = plan({ description: 'Dress weekly', note: [{ text: 'healing' }] });
const body: EntryBody = {
  kind: 'care-plan-change',
  targetType: 'CarePlan',
  targetId: 'plan-1',
  base,
  proposed,
  summary: 'Dress weekly',
};
const entry: Entry = entryOf(body);
const provenance: FhirResource = {
  resourceType: 'Provenance',
  id: 'x-provenance',
  target: [{ reference: 'CarePlan/plan-1' }],
  recorded: '2026-11-22T09:00:00.000Z',
  agent: [{ who: { display: 'Ines Duarte' } }],
};
const { conflicts } = merge(base, current, proposed);
const task = disputeTask({ entry, current, conflicts, at: '2026-11-22T11:00:00.000Z' });

describe('a dispute', () => {
  it('has an id that follows from the entry, on every server', () => {
    expect(task.id).toBe(disputeIdOf(entry.id));
    expect(disputeTask({ entry, current, conflicts, at: '2026-11-22T11:00:00.000Z' })).toEqual(task);
  });

  it('shows both versions with authors and times, and where they differ', () => {
    expect(disputeOf(task, [current, provenance, task])).toMatchObject({
      disputeId: 'dispute-e1',
      targetType: 'CarePlan',
      targetId: 'plan-1',
      title: 'Leg ulcer',
      current: { resource: current, author: 'Ines Duarte', at: '2026-11-22T09:00:00.000Z' },
      proposed: { resource: proposed, author: 'Sam Okafor', at: entry.writtenAt, summary: 'Dress weekly' },
      conflicts: [
        { path: 'description', base: base['description'], current: 'Dress daily', proposed: 'Dress weekly' },
      ],
      merged: { ...current, note: [{ text: 'healing' }] },
      raisedAt: '2026-11-22T11:00:00.000Z',
    });
  });

  it('names as the other author who changed it, not the one whose change is disputed', () => {
    const own: FhirResource = {
      ...provenance,
      id: 'e1-provenance',
      meta: { source: 'urn:doorstep:entry:e1' },
      recorded: '2026-11-22T11:00:00.000Z',
      agent: [{ who: { display: 'Sam Okafor' } }],
    };
    expect(disputeOf(task, [current, own, provenance])?.current.author).toBe('Ines Duarte');
  });

  it('survives being stored as JSON', () => {
    const stored = JSON.parse(JSON.stringify(task)) as FhirResource;
    expect(disputeOf(stored, [current, provenance])).toEqual(disputeOf(task, [current, provenance]));
  });

  it('is judged against the target as it is now, which may have moved on', () => {
    const later = plan({ ...current, description: 'Dress every other day' });
    expect(disputeOf(task, [later])?.conflicts).toMatchObject([{ current: 'Dress every other day' }]);
  });

  it('stays in dispute when the target has come to agree in the meantime', () => {
    const agreed = disputeOf(task, [plan({ description: 'Dress weekly' })]);
    expect(agreed?.conflicts).toHaveLength(1);
    expect(agreed?.current.resource['description']).toBe('Dress weekly');
  });

  it('is closed by a decision, with who, why and which way', () => {
    const decision = entryOf(
      { ...body, kind: 'decision', disputeId: task.id, choice: 'take-proposed', reason: 'It is healing' },
      { id: 'e9', writtenAt: '2026-11-22T13:00:00.000Z' },
    );
    const settled = settledTask(task, decision);
    expect(settled).toMatchObject({
      status: 'completed',
      statusReason: { text: 'It is healing' },
      lastModified: '2026-11-22T13:00:00.000Z',
      owner: { display: 'Sam Okafor' },
      output: [{ valueString: 'take-proposed' }],
    });
    expect(isOpenDispute(task)).toBe(true);
    expect(isOpenDispute(settled)).toBe(false);
    expect(disputeOf(settled, [current])).toBeUndefined();
  });

  it('is none where there is no target, no version of it, or another kind of task', () => {
    expect(disputeOf(task, [])).toBeUndefined();
    expect(disputeOf({ ...task, contained: [] }, [current])).toBeUndefined();
    expect(disputeOf({ resourceType: 'Task', id: 't', status: 'requested' }, [current])).toBeUndefined();
  });

  it('is not made of a note, nor closed by one', () => {
    const note = entryOf({ kind: 'note', text: 'x' });
    expect(() => disputeTask({ entry: note, current, conflicts, at: entry.writtenAt })).toThrow();
    expect(() => settledTask(task, note)).toThrow();
  });
});
