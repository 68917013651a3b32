/** The journals' databases, which come with PouchDB. */
import type { JournalDatabases } from './journal-db';

/** Fetched at the first call. One for all that a worker does: two would close each other's connections. */
export function lazyDatabases(): () => Promise<JournalDatabases> {
  let made: Promise<JournalDatabases> | undefined;
  const fetched = async () => new (await import('./journal-db')).JournalDatabases();
  return () =>
    (made ??= fetched().catch((cause: unknown) => {
      // With a signal it may come the next time.
      made = undefined;
      throw cause;
    }));
}
