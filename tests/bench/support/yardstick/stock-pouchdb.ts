/** Stock PouchDB as a page would have it: what `pouchdb-browser` consists of, as far as replication needs it. */
import PouchDB from 'pouchdb-core';
import httpAdapter from 'pouchdb-adapter-http';
import idbAdapter from 'pouchdb-adapter-idb';
import replication from 'pouchdb-replication';

PouchDB.plugin(idbAdapter).plugin(httpAdapter).plugin(replication);

(globalThis as { PouchDB?: typeof PouchDB }).PouchDB = PouchDB;
