/** Follows what other app servers write into a shared database. */
import * as v from 'valibot';
import type { Database } from './store';

/** PouchDB gives an error that CouchDB answers with as if it were the figures. */
const PositionSchema = v.looseObject({ update_seq: v.union([v.string(), v.number()]) });

export interface Watch {
  close(): void;
}

export interface Watcher {
  onChange: (id: string) => void;
  /** Changes may have been missed: nothing remembered is sure any more. */
  onGap: () => void;
}

const RETRY_MS = 2_000;
/** A question that is held open ends by then, and is asked again: one that gets no end at all has lost its connection. */
const HELD_MS = 25_000;

/** Only changes from now on. Starts again by itself when the connection breaks. */
export function watchChanges(database: Database, { onChange, onGap }: Watcher): Watch {
  let retry: NodeJS.Timeout | undefined;
  let feed: PouchDB.Core.Changes<object> | undefined;
  let closed = false;
  const follow = async () => {
    const { update_seq: since } = v.parse(PositionSchema, await database.info());
    if (closed) return;
    // What was read before this position was known may be older than it.
    onGap();
    feed = database.changes({ live: true, since, return_docs: false, timeout: HELD_MS, heartbeat: false });
    void feed.on('change', (change) => {
      onChange(change.id);
    });
    await feed;
  };
  const start = () => {
    follow().catch(() => {
      if (closed) return;
      onGap();
      retry = setTimeout(start, RETRY_MS);
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
