/** A store as one process holds it: once the process is dead, no call of it comes back, and none that follows is made. */
import type { Database, Store } from '../../../src/lib/server/store/store';
import type { Databases } from './databases';

/** Of one process; shared with whoever kills it. */
export interface Mortality {
  dead: boolean;
  /** The process dies at the write after so many. */
  writesLeft: number;
  /** Whether that write reached the disk. */
  lastIsWritten: boolean;
  /** The write after so many fails, and the process lives on. */
  writesToFailure: number;
  /** The disk is full. */
  full: boolean;
  /** Resolves at death. */
  died: Promise<void>;
  die: () => void;
}

export function newMortality(): Mortality {
  let resolve = (): void => undefined;
  const died = new Promise<void>((done) => {
    resolve = done;
  });
  const mortality: Mortality = {
    ...{ dead: false, full: false, died },
    ...{ writesLeft: Infinity, lastIsWritten: false, writesToFailure: Infinity },
    die: () => {
      mortality.dead = true;
      resolve();
    },
  };
  return mortality;
}

export function mortalStore(databases: Databases, mortality: Mortality): Store {
  const open = async (name: string): Promise<Database> => mortal(await databases.open(name), mortality);
  return {
    kind: 'embedded',
    open: async <Content extends object>(name: string) => (await open(name)) as Database<Content>,
    withJournal: async (name, job) => job(await open(name)),
    journalNames: () => Promise.resolve(databases.journalNames()),
    close: () => Promise.resolve(),
  };
}

const WRITES = new Set<string | symbol>(['put', 'bulkDocs']);
const never = new Promise<never>(() => undefined);

function mortal(database: Database, mortality: Mortality): Database {
  const unlessDead = async (answer: Promise<unknown>): Promise<unknown> => {
    await answer.catch(() => undefined);
    return mortality.dead ? never : answer;
  };
  const call = async (name: string | symbol, perform: () => Promise<unknown>): Promise<unknown> => {
    if (mortality.dead) return never;
    if (!WRITES.has(name)) return unlessDead(perform());
    mortality.writesToFailure -= 1;
    if (mortality.full || mortality.writesToFailure === -1) {
      throw Object.assign(new Error('the disk took no write'), { status: 500 });
    }
    mortality.writesLeft -= 1;
    if (mortality.writesLeft >= 0) return unlessDead(perform());
    mortality.die();
    if (mortality.lastIsWritten) await perform();
    return never;
  };
  return new Proxy(database, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        call(name, () => Promise.resolve(Reflect.apply(member, target, args) as unknown));
    },
  });
}
