/** Which entries of a batch are filed together: one commit for many costs as much as for one. */
import type { EntryKind } from '../../record/entry';
import type { Letter } from './desk';
import type { Opened } from './open-entry';

export interface Item<O extends Opened> {
  letter: Letter;
  opened: O;
}

/** These only add to a record. Any other may depend on what comes before it, or change what comes after. */
const ADDING: ReadonlySet<EntryKind> = new Set(['note', 'observations']);

/**
 * As they were written, for a store that lists them in any order. Of what has one time, as with a clock that was turned
 * back, by what the clock said; corrections last.
 */
export function inOrderWritten(items: readonly Item<Opened>[]): Item<Opened>[] {
  const keyed = items.map((item) => ({ item, key: whenWritten(item) }));
  keyed.sort(({ key: [a, b, c] }, { key: [x, y, z] }) => a - x || b - y || c - z);
  return keyed.map(({ item }) => item);
}

function whenWritten({ opened }: Item<Opened>): [writtenAt: number, deviceTime: number, corrects: number] {
  if (opened.kind === 'refused') return [0, 0, 0];
  const { writtenAt, clock, body } = opened.entry;
  return [Date.parse(writtenAt), Date.parse(clock.deviceTime), body.kind === 'amendment' ? 1 : 0];
}

/** Entries that only add, by patient; all others alone. What is about one patient keeps its order. */
export function groupsOf(items: readonly Item<Opened>[]): Item<Opened>[][] {
  const groups: Item<Opened>[][] = [];
  /** The last group of each patient, while it takes more. */
  const open = new Map<string, Item<Opened>[]>();
  for (const item of items) {
    if (item.opened.kind === 'refused') {
      groups.push([item]);
      continue;
    }
    const { patientId, body } = item.opened.entry;
    const adds = ADDING.has(body.kind);
    const last = adds ? open.get(patientId) : undefined;
    if (last) {
      last.push(item);
      continue;
    }
    const group = [item];
    groups.push(group);
    if (adds) open.set(patientId, group);
    else open.delete(patientId);
  }
  return groups;
}
