import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Entry } from '../../record/entry';
import { groupsOf, inOrderWritten, type Item } from './groups';
import type { Opened } from './open-entry';

const kinds = ['note', 'observations', 'amendment', 'break-glass', 'refused'] as const;
const some = fc.array(fc.record({ patientId: fc.constantFrom('p1', 'p2'), kind: fc.constantFrom(...kinds) }));

function itemOf(
  { patientId, kind }: { patientId: string; kind: (typeof kinds)[number] },
  i: number,
): Item<Opened> {
  const entry = { patientId, body: { kind } } as unknown as Entry;
  const opened: Opened =
    kind === 'refused' ? { kind, refusal: 'altered' } : { kind: 'entry', entry, content: '' };
  return { letter: { entryId: `e${i}` } as Item<Opened>['letter'], opened };
}

const patientOf = ({ opened }: Item<Opened>) =>
  opened.kind === 'entry' ? opened.entry.patientId : undefined;
const addsOnly = ({ opened }: Item<Opened>) =>
  opened.kind === 'entry' && ['note', 'observations'].includes(opened.entry.body.kind);

it('what is filed together is of one patient and only adds, and nothing of a patient overtakes another', () => {
  fc.assert(
    fc.property(some, (those) => {
      const items = those.map(itemOf);
      const groups = groupsOf(items);
      for (const group of groups) {
        expect(new Set(group.map(patientOf)).size).toBe(1);
        if (group.length > 1) expect(group.every(addsOnly)).toBe(true);
      }
      for (const patientId of ['p1', 'p2', undefined]) {
        const of = (list: readonly Item<Opened>[]) => list.filter((item) => patientOf(item) === patientId);
        expect(of(groups.flat())).toEqual(of(items));
      }
    }),
  );
});

it('the entries of a visit are one group', () => {
  const kindsOfVisit = ['observations', 'note', 'note'] as const;
  const visit = kindsOfVisit.map((kind, i) => itemOf({ patientId: 'p1', kind }, i));
  expect(groupsOf(visit)).toEqual([visit]);
});

it('what is listed in any order is filed as it was written, and a correction after what was written at the same time', () => {
  const times = fc.constantFrom('2026-11-22T09:00:00.000Z', '2026-11-22T09:00:00.001Z');
  const kind = fc.constantFrom('note' as const, 'amendment' as const, 'refused' as const);
  const written = fc.record({ kind, writtenAt: times, deviceTime: times });
  fc.assert(
    fc.property(fc.array(written), (those) => {
      const items = those.map(({ kind, writtenAt, deviceTime }, i) => {
        const item = itemOf({ patientId: 'p1', kind }, i);
        if (item.opened.kind === 'entry')
          Object.assign(item.opened.entry, { writtenAt, clock: { deviceTime } });
        return item;
      });
      const ordered = inOrderWritten(items);
      expect(new Set(ordered)).toEqual(new Set(items));
      const keys = ordered.map((item) => {
        if (item.opened.kind === 'refused') return '';
        const { writtenAt, clock } = item.opened.entry;
        return `${writtenAt} ${clock.deviceTime} ${addsOnly(item) ? 0 : 1}`;
      });
      expect(keys).toEqual([...keys].sort());
    }),
  );
});
