/** The store on an Apache CouchDB 3: the app servers hold no state, and any number of them run. */
import * as v from 'valibot';
import { JOURNAL_NAME } from '../../record/ids';
import { couchFetch, type CouchFetch } from './couch-fetch';
import { Handles } from './handles';
import { PouchDB } from './pouch';
import type { Database, Store } from './store';

/** `address` carries user and password; they go into a header, never into a message. Names begin with `prefix`. */
export function openCouchStore(address: string, prefix = 'doorstep-'): Store {
  const journalPrefix = `${prefix}journal-`;
  const server = new CouchServer(address);
  const databases = new Handles((name) => server.open(prefix + name));
  const journals = new Handles((name) => server.open(journalPrefix + name), 256);
  return {
    kind: 'couchdb',
    open: <Content extends object>(name: string) =>
      databases.use(name, (database) => Promise.resolve(database as Database<Content>)),
    withJournal: (name, job) => journals.use(name, job),
    journalNames: async () =>
      (await server.databaseNames(journalPrefix))
        .map((name) => name.slice(journalPrefix.length))
        .filter((name) => JOURNAL_NAME.test(name)),
    close: async () => {
      await Promise.all([databases.close(), journals.close()]);
      server.close();
    },
  };
}

class CouchServer {
  readonly #base: string;
  readonly #auth: { username: string; password: string };
  readonly #fetch: CouchFetch;

  constructor(address: string) {
    const url = new URL(address);
    this.#auth = { username: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
    url.username = '';
    url.password = '';
    this.#base = url.href.replace(/\/$/, '');
    this.#fetch = couchFetch(this.#base);
  }

  /** Opens a database and makes it when it is missing. */
  async open(name: string): Promise<Database> {
    const options = { adapter: 'http', auth: this.#auth, fetch: this.#fetch.fetch };
    const database: Database = new PouchDB(`${this.#base}/${name}`, options);
    const info: unknown = await database.info();
    if (typeof info === 'object' && info !== null && 'db_name' in info) return database;
    throw new Error(`CouchDB does not open the database ${name}.`);
  }

  /** Names that begin with `prefix`. */
  async databaseNames(prefix: string): Promise<string[]> {
    const range = new URLSearchParams({
      startkey: JSON.stringify(prefix),
      endkey: JSON.stringify(`${prefix}\uffff`),
    });
    const { username, password } = this.#auth;
    const credentials = new TextEncoder().encode(`${username}:${password}`);
    const authorization = `Basic ${btoa(String.fromCharCode(...credentials))}`;
    const response = await this.#fetch.fetch(`${this.#base}/_all_dbs?${range.toString()}`, {
      headers: { authorization },
    });
    if (!response.ok) throw new Error(`CouchDB answers ${response.status} when asked for its databases.`);
    return v.parse(v.array(v.string()), await response.json());
  }

  close(): void {
    this.#fetch.close();
  }
}
