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
 * As they were written. A CouchDB lists what came to several shards in any order, and a correction may not come before
 * its note; of what was written at one time, as with a clock that was turned back, corrections are last.
 */
export function inOrderWritten(items: readonly Item<Opened>[]): Item<Opened>[] {
  const keyOf = ({ opened }: Item<Opened>): [number, number] =>
    opened.kind === 'refused'
      ? [0, 0]
      : [Date.parse(opened.entry.writtenAt), opened.entry.body.kind === 'amendment' ? 1 : 0];
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  keyed.sort(
    ({ key: [time, last] }, { key: [otherTime, otherLast] }) => time - otherTime || last - otherLast,
  );
  return keyed.map(({ item }) => item);
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
