/** The two stores that the contract suite runs over. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { openCouchStore } from '../../src/lib/server/store/couchdb';
import { openEmbeddedStore } from '../../src/lib/server/store/embedded';
import type { Store } from '../../src/lib/server/store/store';
import { CouchStandIn } from './couch-stand-in';

/** A store of its own for one test; `close` also removes what it held. */
export async function openTestStore(): Promise<Store> {
  const dataDir = await mkdtemp(join(tmpdir(), 'doorstep-'));
  const store = await openEmbeddedStore(dataDir);
  const close = async () => {
    await store.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...store, close };
}

function openCouch(address: string): Store {
  const unique = `${Date.now().toString(36)}${Math.random().toString(36).slice(2, 8)}`;
  return openCouchStore(address, `doorstep-test-${unique}-`);
}

/**
 * Runs `suite` over the embedded store, over the CouchDB half with a stand-in, and, when `COUCHDB_URL` is set, over that
 * CouchDB; else says that it is skipped.
 */
export function describeStores(name: string, suite: (open: () => Promise<Store>) => void): void {
  describe(`${name} (embedded)`, () => {
    suite(openTestStore);
  });
  describe(`${name} (CouchDB, a stand-in)`, () => {
    let standIn: CouchStandIn;
    beforeAll(async () => {
      standIn = await CouchStandIn.listen();
    });
    afterAll(() => standIn.close());
    suite(() => Promise.resolve(openCouch(standIn.address)));
  });
  const address = process.env['COUCHDB_URL'];
  describe.skipIf(address === undefined)(
    `${name} (CouchDB${address === undefined ? ': skipped, COUCHDB_URL is not set' : ''})`,
    () => {
      suite(() => Promise.resolve(openCouch(address ?? '')));
    },
  );
}
