/** The databases remember which keys they were filled with, so that a server with other keys stops before it does harm. */
import * as v from 'valibot';
import { ConfigError } from './config';
import type { ServerKeys } from './keys';
import { findDocument, isConflict } from './store/documents';
import type { Store } from './store/store';

const KnownKeysSchema = v.looseObject({ fingerprint: v.string() });

/**
 * Checks that these keys belong to this store; the first server to come writes down its own.
 * Throws a `ConfigError` when they don't: patient ids would change and entries on devices could not be opened.
 */
export async function confirmKeys(store: Store, keys: ServerKeys): Promise<void> {
  const database = await store.open('server');
  const fingerprint = keys.secret('fingerprint').toString('base64url');
  const known = await findDocument(database, 'keys');
  if (known === undefined) {
    await database.put({ _id: 'keys', fingerprint }).catch((cause: unknown) => {
      if (!isConflict(cause)) throw cause; // another server was first: compare with what it wrote
    });
    return confirmKeys(store, keys);
  }
  if (v.parse(KnownKeysSchema, known).fingerprint !== fingerprint) {
    throw new ConfigError('KEYS_FILE holds other keys than these databases were filled with; use that file.');
  }
}
