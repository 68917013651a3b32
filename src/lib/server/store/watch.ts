/** Follows what other app servers write into a shared database. */
import type { Database } from './store';

export interface Watch {
  close(): void;
}

export interface Watcher {
  onChange: (id: string) => void;
  /** Changes may have been missed: nothing remembered is sure any more. */
  onGap: () => void;
}

const RETRY_MS = 2_000;

/** Only changes from now on. Starts again by itself when the connection breaks. */
export function watchChanges(database: Database, { onChange, onGap }: Watcher): Watch {
  let retry: NodeJS.Timeout | undefined;
  let feed: PouchDB.Core.Changes<object> | undefined;
  let closed = false;
  const start = () => {
    feed = database.changes({ live: true, since: 'now', return_docs: false });
    void feed.on('change', (change) => {
      onChange(change.id);
    });
    feed.catch(() => {
      if (closed) return;
      onGap();
      retry = setTimeout(() => {
        start();
        onGap();
      }, RETRY_MS);
    });
  };
  start();
  return {
    close: () => {
      closed = true;
      clearTimeout(retry);
      feed?.cancel();
    },
  };
}
