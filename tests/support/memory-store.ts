/** The embedded store without files: for what is tried a thousand times. */
import type { Store } from '../../src/lib/server/store/store';
import { Databases } from '../faults/simulator/databases';

export function memoryStore(): Store {
  const databases = new Databases();
  return {
    kind: 'embedded',
    open: <Content extends object>(name: string) =>
      databases.open(name) as Promise<PouchDB.Database<Content>>,
    withJournal: async (name, job) => job(await databases.open(name)),
    journalNames: () => Promise.resolve(databases.journalNames()),
    close: () => databases.close(),
  };
}
