/** PouchDB with the two adapters that the server uses. */
import http from 'pouchdb-adapter-http';
import leveldb from 'pouchdb-adapter-leveldb';
import PouchDB from 'pouchdb-core';

PouchDB.plugin(leveldb).plugin(http);

export { PouchDB };
