/** Opens the store that the configuration names. */
import { openCouchStore } from './couchdb';
import { openEmbeddedStore } from './embedded';
import type { Store } from './store';

export interface StoreConfig {
  dataDir: string;
  /** http(s)://user:password@host[:port], an Apache CouchDB 3. */
  couchdbUrl?: string;
}

export async function openStore({ dataDir, couchdbUrl }: StoreConfig): Promise<Store> {
  return couchdbUrl === undefined ? await openEmbeddedStore(dataDir) : openCouchStore(couchdbUrl);
}
