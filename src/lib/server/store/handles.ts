/** Open databases by name: each is opened once, however many ask for it. */
import type { Database } from './store';

interface Handle {
  database: Promise<Database>;
  users: number;
}

export class Handles {
  readonly #open: (name: string) => Promise<Database>;
  readonly #most: number;
  /** In order of use, longest ago first. */
  readonly #handles = new Map<string, Handle>();
  readonly #closing = new Map<string, Promise<void>>();
  #closed = false;

  /** Keeps `most` databases open, and more only while more are in use at once. */
  constructor(open: (name: string) => Promise<Database>, most = Infinity) {
    this.#open = open;
    this.#most = most;
  }

  /** Runs `job` with the database open for as long as it takes. */
  async use<T>(name: string, job: (database: Database) => Promise<T>): Promise<T> {
    if (this.#closed) throw new Error('the store is closed');
    const handle = this.#handles.get(name) ?? { database: this.#openAnew(name), users: 0 };
    this.#handles.delete(name);
    this.#handles.set(name, handle);
    handle.users += 1;
    try {
      return await job(await handle.database);
    } finally {
      handle.users -= 1;
      await this.#closeSurplus();
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#handles.keys()].map((name) => this.#close(name)));
    await Promise.all(this.#closing.values());
  }

  /** LevelDB can't open a folder that is still being closed. A failed opening is forgotten: the next one tries again. */
  async #openAnew(name: string): Promise<Database> {
    try {
      await this.#closing.get(name);
      return await this.#open(name);
    } catch (cause) {
      this.#handles.delete(name);
      throw cause;
    }
  }

  async #closeSurplus(): Promise<void> {
    let surplus = this.#handles.size - this.#most;
    for (const [name, handle] of this.#handles) {
      if (surplus <= 0) return;
      if (handle.users > 0) continue;
      surplus -= 1;
      await this.#close(name);
    }
  }

  #close(name: string): Promise<void> {
    const handle = this.#handles.get(name);
    if (!handle) return Promise.resolve();
    this.#handles.delete(name);
    const closed = handle.database
      .then((database) => database.close())
      .finally(() => this.#closing.delete(name));
    this.#closing.set(name, closed);
    return closed;
  }
}
