/** As much of CouchDB's protocol as `PouchDB.replicate.from` asks for, straight over the store. Nothing in it waits for a disk. */
import type { Database } from '../../../../src/lib/server/store/store';

const DATABASE = '/record';
const LOCAL = `${DATABASE}/_local/`;

/** Checkpoints: in memory, where they cost the least. */
const checkpoints = new Map<string, object>();

interface Answer {
  status: number;
  value: unknown;
}

export async function answerReplication(
  database: Database,
  method: string,
  { pathname, searchParams }: URL,
  body: unknown,
): Promise<Answer> {
  if (pathname.startsWith(LOCAL)) return answerCheckpoint(method, pathname, body);
  switch (pathname) {
    case DATABASE:
    case `${DATABASE}/`:
      return ok({ ...(await database.info()), db_name: 'record' });
    case `${DATABASE}/_changes`: {
      const { results, last_seq } = await database.changes({
        since: Number(searchParams.get('since') ?? 0),
        limit: Number(searchParams.get('limit') ?? 1_000),
        style: 'all_docs',
      });
      return ok({ results, last_seq });
    }
    case `${DATABASE}/_bulk_get`: {
      const { docs } = body as { docs: { id: string; rev?: string }[] };
      const flags = { revs: true, latest: true, attachments: false };
      return ok(await database.bulkGet({ docs, ...flags }));
    }
    default:
      return { status: 404, value: { error: 'not_found' } };
  }
}

function answerCheckpoint(method: string, path: string, body: unknown): Answer {
  if (method === 'PUT') {
    checkpoints.set(path, body as object);
    return { status: 201, value: { ok: true, id: path, rev: '0-1' } };
  }
  const found = checkpoints.get(path);
  return found ? ok(found) : { status: 404, value: { error: 'not_found' } };
}

function ok(value: unknown): Answer {
  return { status: 200, value };
}
