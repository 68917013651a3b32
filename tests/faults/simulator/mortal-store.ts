/** A store as one process holds it: once the process is dead, no call of it comes back, and none that follows is made. */
import { receiptDocId } from '../../../src/lib/record/ids';
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
  /** Journals, by what their names begin with, that take no answer, while the record takes what is to be answered. */
  readonly unanswered: Set<string>;
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
    ...{ dead: false, full: false, unanswered: new Set<string>(), died },
    ...{ writesLeft: Infinity, lastIsWritten: false, writesToFailure: Infinity },
    die: () => {
      mortality.dead = true;
      resolve();
    },
  };
  return mortality;
}

export function mortalStore(databases: Databases, mortality: Mortality): Store {
  const open = async (name: string): Promise<Database> => mortal(name, await databases.open(name), mortality);
  return {
    kind: 'embedded',
    open: async <Content extends object>(name: string) => (await open(name)) as Database<Content>,
    withJournal: async (name, job) => job(await open(name)),
    journalNames: () => Promise.resolve(databases.journalNames()),
    close: () => Promise.resolve(),
  };
}

const RECEIPT = receiptDocId('');
const WRITES = new Set<string | symbol>(['put', 'bulkDocs']);
/** A promise of its own each time: one for all would keep whatever waits for it as long as the process lives. */
const never = () => new Promise<never>(() => undefined);

function mortal(name: string, database: Database, mortality: Mortality): Database {
  const unlessDead = async (answer: Promise<unknown>): Promise<unknown> => {
    await answer.catch(() => undefined);
    return mortality.dead ? never() : answer;
  };
  const takesNone = (args: readonly unknown[]): boolean =>
    mortality.full || (isAnswering(args) && [...mortality.unanswered].some((base) => name.startsWith(base)));
  const call = async (
    method: string | symbol,
    args: readonly unknown[],
    perform: () => Promise<unknown>,
  ): Promise<unknown> => {
    if (mortality.dead) return never();
    if (!WRITES.has(method)) return unlessDead(perform());
    mortality.writesToFailure -= 1;
    if (mortality.writesToFailure === -1 || takesNone(args)) {
      throw Object.assign(new Error('the disk took no write'), { status: 500 });
    }
    mortality.writesLeft -= 1;
    if (mortality.writesLeft >= 0) return unlessDead(perform());
    mortality.die();
    if (mortality.lastIsWritten) await perform();
    return never();
  };
  return new Proxy(database, {
    get(target, method) {
      const member: unknown = Reflect.get(target, method);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) =>
        call(method, args, () => Promise.resolve(Reflect.apply(member, target, args) as unknown));
    },
  });
}

/** Receipts are written together, and with nothing else. */
function isAnswering([docs]: readonly unknown[]): boolean {
  return Array.isArray(docs) && docs.some(({ _id: id }: { _id: string }) => id.startsWith(RECEIPT));
}
