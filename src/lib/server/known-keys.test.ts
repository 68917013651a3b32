import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ServerKeys } from './keys';
import { confirmKeys } from './known-keys';
import type { Store } from './store/store';

PouchDB.plugin(memory);
let database: PouchDB.Database;
let store: Store;

const keysOf = (owner: string) =>
  ({ secret: (purpose: string) => Buffer.from(owner + purpose) }) as Pick<ServerKeys, 'secret'> as ServerKeys;

beforeEach(() => {
  database = new PouchDB(`known-keys-${Math.random()}`, { adapter: 'memory' });
  store = { open: () => Promise.resolve(database) } as Pick<Store, 'open'> as Store;
});
afterEach(() => database.destroy());

it('a server comes back with the same keys as often as it likes', async () => {
  await confirmKeys(store, keysOf('ours'));
  await expect(confirmKeys(store, keysOf('ours'))).resolves.toBeUndefined();
});

it('a server with other keys is stopped before it does harm', async () => {
  await confirmKeys(store, keysOf('ours'));
  await expect(confirmKeys(store, keysOf('theirs'))).rejects.toThrow(/other keys/);
});

it('of two servers with different keys that come first at once, one is stopped', async () => {
  const both = await Promise.allSettled([
    confirmKeys(store, keysOf('ours')),
    confirmKeys(store, keysOf('theirs')),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});
