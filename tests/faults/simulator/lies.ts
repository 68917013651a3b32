/** What tablets say at an instant that is not so: “received” of what the server's disk does not hold, “filed” of what the record does not. */
import { stateOfOwn } from '../../../src/lib/device/journal/own-entry';
import { entryDocId } from '../../../src/lib/record/ids';
import type { World } from './world';

/** In words. Of a server that went back to a backup tablets know more than it does: nothing is held against them then. */
export function liesIn({ databases, tablets, restores }: World): string[] {
  if (restores > 0) return [];
  return tablets.flatMap(({ name, open }) =>
    [...(open?.journal.entries.values() ?? [])].flatMap((own) => {
      const state = stateOfOwn(own);
      const { entryId, journal, entry } = own;
      const isAboutRecord = entry !== undefined && entry.body.kind !== 'set-aside';
      if (state === 'received' && !databases.mention(journal, entryDocId(entryId)))
        return [`${name} says received, and the server does not hold it: ${entryId}`];
      if (state === 'filed' && isAboutRecord && !databases.mention('record', entryId))
        return [`${name} says filed, and the record does not know of it: ${entryId}`];
      return [];
    }),
  );
}
