/** What tablets say at an instant that is not so: “received” of what the server's disk does not hold, “filed” of what the record does not; and what they were told to save, said was saved, and do not show. */
import { stateOfOwn } from '../../../src/lib/device/journal/own-entry';
import { entryDocId } from '../../../src/lib/record/ids';
import type { World } from './world';

/** In words. */
export function liesIn(world: World): string[] {
  // Of a server that went back to a backup tablets know more than it does: nothing is held against them then.
  return [...hiddenIn(world), ...(world.restores > 0 ? [] : untrueIn(world))];
}

function hiddenIn({ saved, tablets }: World): string[] {
  return saved.flatMap(({ tablet, entryId, token }) => {
    const { name, open } = tablets[tablet] ?? {};
    return open && !open.journal.entries.has(entryId) ? [`${name} does not show ${token}`] : [];
  });
}

function untrueIn({ databases, tablets }: World): string[] {
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
