/** Opens the store that the configuration names. */
import { ensureCouchDb } from '../ensure-couchdb';
import { openCouchStore } from './couchdb';
import { openEmbeddedStore } from './embedded';
import type { Store } from './store';

export interface StoreConfig {
  dataDir: string;
  /** http(s)://user:password@host[:port], an Apache CouchDB 3. */
  couchdbUrl?: string;
}

/** Throws a `ConfigError` with one line when there is no CouchDB that lets us in where the configuration names one. */
export async function openStore({ dataDir, couchdbUrl }: StoreConfig): Promise<Store> {
  if (couchdbUrl === undefined) return await openEmbeddedStore(dataDir);
  await ensureCouchDb(couchdbUrl);
  return openCouchStore(couchdbUrl);
}
