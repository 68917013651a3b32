/** The server's databases on a disk that can be copied at an instant and put back, and that outlives the server's process. */
import memory from 'pouchdb-adapter-memory';
import PouchDB from 'pouchdb-core';
import { JOURNAL_NAME } from '../../../src/lib/record/ids';
import type { Database } from '../../../src/lib/server/store/store';
import { MemoryLevel, type LevelContent } from './level';

PouchDB.plugin(memory);

export type Backup = ReadonlyMap<string, LevelContent>;

interface Held {
  level: MemoryLevel;
  database: Promise<Database>;
}

export class Databases {
  readonly #held = new Map<string, Held>();
  readonly #id = crypto.randomUUID();
  #backup: Backup = new Map();
  #restores = 0;

  /** The same name gives the same database, made when missing. */
  open(name: string): Promise<Database> {
    const found = this.#held.get(name);
    if (found) return found.database;
    const level = new MemoryLevel(this.#backup.get(name));
    const factory = () => level;
    const options = { adapter: 'memory', db: factory } as const;
    const database = new PouchDB(`${name} ${this.#id} ${this.#restores}`, options);
    const opened = database.info().then(() => database as Database);
    this.#held.set(name, { level, database: opened });
    return opened;
  }

  journalNames(): string[] {
    const names = new Set([...this.#backup.keys(), ...this.#held.keys()]);
    return [...names].filter((name) => JOURNAL_NAME.test(name)).sort();
  }

  /** Whether this database has a document whose id holds `part`, on its disk, at this instant. Nobody who works on it notices. */
  mention(name: string, part: string): boolean {
    return this.#held.get(name)?.level.mentions(part) ?? false;
  }

  /** The databases of these names as they are at this instant. */
  copy(isWanted: (name: string) => boolean): Backup {
    const untouched = [...this.#backup].filter(([name]) => !this.#held.has(name));
    const held = [...this.#held].map(([name, { level }]) => [name, level.content] as const);
    return new Map([...untouched, ...held].filter(([name]) => isWanted(name)));
  }

  /** Goes back to a copy. Whoever has a database of before open writes into the void. */
  async restore(backup: Backup): Promise<void> {
    const before = [...this.#held.values()];
    this.#held.clear();
    this.#backup = backup;
    this.#restores += 1;
    await Promise.all(before.map(async ({ database }) => (await database).close()));
  }

  async close(): Promise<void> {
    await this.restore(new Map());
  }
}
