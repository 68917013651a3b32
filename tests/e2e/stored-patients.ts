/** What rests on a tablet's disk, whatever its screen says. */
import type { Clinician } from './clinician';

/** The patients of whom a pack or a card is in the packs' database, in no order; the tablet has one user. */
export function storedPatients({ page }: Clinician): Promise<string[]> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => {
          resolve(request.result);
        };
        request.onerror = () => {
          reject(request.error ?? new Error('the request failed'));
        };
      });
    const names = (await indexedDB.databases()).flatMap(({ name }) => name ?? []);
    const name = names.find((name) => /^doorstep-[0-9a-f]{32}$/.test(name));
    if (name === undefined) throw new Error('there are no packs');
    const database = await done(indexedDB.open(name));
    const ids = new Set<string>();
    for (const store of ['packs', 'cards']) {
      const keys = await done(database.transaction(store).objectStore(store).getAllKeys());
      for (const id of keys) ids.add(id as string);
    }
    database.close();
    return [...ids];
  });
}
