/** A store whose server dies in the middle of a write: with the write done or not, and nothing after it. */
import type { Database, Store } from '../../src/lib/server/store/store';

export interface Death {
  /** Writes that still succeed. */
  afterWrites: number;
  /** Whether the last write reached the disk before its answer was lost. */
  written: boolean;
}

export function failingStore(store: Store, death: Death): Store {
  let left = death.afterWrites;
  const write = async <T>(perform: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left === -1 && death.written) await perform();
    if (left < 0) throw new Error('the server died');
    return perform();
  };
  const dying = <T extends Database>(database: T): T =>
    new Proxy(database, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        const call = (...args: unknown[]) => Reflect.apply(member, target, args) as Promise<unknown>;
        return name === 'put' || name === 'bulkDocs'
          ? (...args: unknown[]) => write(() => call(...args))
          : call;
      },
    });
  return {
    ...store,
    open: async <Content extends object>(name: string) => dying(await store.open<Content>(name)),
    withJournal: (name, job) => store.withJournal(name, (journal) => job(dying(journal))),
  };
}
