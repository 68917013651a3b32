/**
 * `latest=true` asks for what came of a revision. Over LevelDB, PouchDB throws where nobody can catch it when the document
 * does not know that revision: the process ends, or the journal never answers again. A device asks so after the server went
 * back to a backup.
 */
import type { Database } from '../store/store';

interface Asked {
  id: string;
  rev?: string | undefined;
}

/** Those of `asked` that may be asked for with `latest`, and those that may not. */
export async function byKnownRev<T extends Asked>(
  journal: Database,
  asked: readonly T[],
): Promise<{ known: T[]; unknown: T[] }> {
  const revs = new Map<string, string[]>();
  for (const { id, rev } of asked) if (rev !== undefined) revs.set(id, [...(revs.get(id) ?? []), rev]);
  const missing = revs.size === 0 ? {} : await journal.revsDiff(Object.fromEntries(revs));
  const isUnknown = ({ id, rev }: T) => rev !== undefined && missing[id]?.missing?.includes(rev) === true;
  return { known: asked.filter((one) => !isUnknown(one)), unknown: asked.filter(isUnknown) };
}
