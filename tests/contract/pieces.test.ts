/** Long bodies on their way up: compressed, in pieces, and cut in the middle. */
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import memory from 'pouchdb-adapter-memory';
import http from 'pouchdb-adapter-http';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { JournalFetch } from '../../src/lib/device/journal/journal-fetch';
import { digestOf } from '../../src/lib/record/digest';
import { COMPRESSED, IN_PIECES, MOST_PIECES, PIECE_BYTES } from '../../src/lib/record/pieces';
import type { Store } from '../../src/lib/server/store/store';
import { JournalServer } from '../support/journal-server';
import { entryOf, makeKeyPair, Office, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

PouchDB.plugin(memory).plugin(http).plugin(replication);

const PHOTO = randomBytes(300_000);

describeStores('long bodies', (open) => {
  let store: Store;
  let office: Office;
  let ada: Nurse;
  let server: JournalServer;
  let device: PouchDB.Database;
  /** Places of those that the server took, and how many were cut off. */
  let pieces: { arrived: string[]; lost: number };

  beforeEach(async () => {
    pieces = { arrived: [], lost: 0 };
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    await office.admitPatient();
    ada = await office.employ('ada');
    server = await JournalServer.listen(office.journals, 'ada');
    device = new PouchDB(`device-${randomBytes(6).toString('hex')}`, { adapter: 'memory' });
  });
  afterEach(async () => {
    await device.destroy();
    await server.close();
    await office.close();
    await store.close();
  });

  const journal = () => `${server.address}/${ada.journal}`;
  const put = (place: number, body: Uint8Array<ArrayBuffer>) =>
    fetch(`${journal()}/_pieces/${place}`, { method: 'PUT', body });
  const post = (coding: string, body: Uint8Array<ArrayBuffer> | string) =>
    fetch(`${journal()}/_bulk_docs`, { method: 'POST', body, headers: { 'content-encoding': coding } });

  const writePhoto = async (): Promise<string> => {
    const doc = await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'With a photo' }));
    const attachment = { content_type: 'application/octet-stream', data: PHOTO };
    await device.put({ ...doc, _attachments: { photo: attachment } } as PouchDB.Core.PutDocument<object>);
    return doc._id;
  };
  const watchedFetch: typeof fetch = async (input, options) => {
    const place = /_pieces\/(\d+)$/.exec(input as string)?.[1];
    pieces.lost += place === undefined ? 0 : 1;
    const response = await fetch(input, options);
    if (place === undefined) return response;
    pieces.lost -= 1;
    pieces.arrived.push(place);
    return response;
  };
  /** As the device carries its journal, from the beginning. */
  const carry = async (): Promise<'done' | 'cut'> => {
    const watched = new JournalFetch(journal(), watchedFetch);
    const remote = new PouchDB(journal(), { adapter: 'http', fetch: watched.fetch });
    try {
      await device.replicate.to(remote);
      return 'done';
    } catch {
      return 'cut';
    } finally {
      watched.stop();
      await remote.close();
    }
  };
  const photoOnServer = (id: string) =>
    store.withJournal(ada.journal, async (db) => (await db.getAttachment(id, 'photo')) as Buffer);
  /** A body of so many pieces that holds one entry. */
  const bodyInPieces = async () => {
    const hash = 'a'.repeat(32);
    const doc = await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'In pieces' }));
    const revision = { _rev: `1-${hash}`, _revisions: { start: 1, ids: [hash] } };
    const padded = { ...doc, ...revision, padding: randomBytes(24_000).toString('base64') };
    const packed = new Uint8Array(gzipSync(JSON.stringify({ docs: [padded], new_edits: false })));
    const parts = [packed.slice(0, PIECE_BYTES), packed.slice(PIECE_BYTES)];
    return { id: doc._id, parts, list: JSON.stringify(await Promise.all(parts.map(digestOf))) };
  };

  it('go up, a photo among them, in hardly more bytes than they are', async () => {
    const id = await writePhoto();
    let sent = 0;
    const counted: typeof fetch = (input, options) => {
      const body = options?.body;
      sent += typeof body === 'string' ? body.length : body instanceof Uint8Array ? body.length : 0;
      return fetch(input, options);
    };
    const watched = new JournalFetch(journal(), counted);
    const remote = new PouchDB(journal(), { adapter: 'http', fetch: watched.fetch });
    await device.replicate.to(remote);
    watched.stop();
    expect((await photoOnServer(id)).equals(PHOTO)).toBe(true);
    expect(sent / PHOTO.length).toBeLessThan(1.04);
  });

  it('go on where they were cut: what had arrived is not sent again', async () => {
    const id = await writePhoto();
    for (const after of [8, 10]) {
      server.diesAfter = after;
      expect(await carry()).toBe('cut');
    }
    server.diesAfter = Infinity;
    expect(await carry()).toBe('done');
    expect((await photoOnServer(id)).equals(PHOTO)).toBe(true);
    expect(pieces.lost).toBeGreaterThan(1);
    expect(pieces.arrived).toHaveLength(Math.ceil((PHOTO.length * 1.02) / PIECE_BYTES));
    expect(new Set(pieces.arrived).size).toBe(pieces.arrived.length);
  });

  it('go on at another app server, and after something was added', async () => {
    const id = await writePhoto();
    server.diesAfter = 14;
    expect(await carry()).toBe('cut');
    await device.put(await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'Written meanwhile' })));
    const other = await Office.open(store, office.serverKey);
    server.journals = other.journals;
    server.diesAfter = Infinity;
    expect(await carry()).toBe('done');
    expect((await photoOnServer(id)).equals(PHOTO)).toBe(true);
    expect(new Set(pieces.arrived).size).toBe(pieces.arrived.length);
    await other.close();
  });

  it('leave nothing behind', async () => {
    const { parts, list, id } = await bodyInPieces();
    const first = await post(IN_PIECES, list);
    expect(first.status).toBe(409);
    expect(await first.json()).toMatchObject({ error: 'missing_pieces', missing: [0, 1] });
    for (const [place, piece] of parts.entries()) expect((await put(place, piece)).status).toBe(201);
    expect((await post(IN_PIECES, list)).status).toBe(201);
    const { rows } = await store.withJournal(ada.journal, (db) => db.allDocs({ keys: [id] }));
    expect(rows[0]).not.toHaveProperty('error');
    expect((await post(IN_PIECES, list)).status).toBe(409);
  });

  it('are put together of no other pieces than they name, and taken as one or not at all', async () => {
    const { parts, list, id } = await bodyInPieces();
    const [one = new Uint8Array(), two = new Uint8Array()] = parts;
    await put(0, two);
    await put(1, two);
    expect(await (await post(IN_PIECES, list)).json()).toMatchObject({ missing: [0] });
    await put(0, one);
    // Another body takes a place meanwhile.
    await put(1, one);
    expect(await (await post(IN_PIECES, list)).json()).toMatchObject({ missing: [1] });
    const info = await store.withJournal(ada.journal, (db) => db.allDocs({ keys: [id] }));
    expect(info.rows[0]).toHaveProperty('error');
  });

  it('are refused when they are too long, or named in another way', async () => {
    expect((await put(0, new Uint8Array(PIECE_BYTES + 1))).status).toBe(413);
    expect((await put(MOST_PIECES, new Uint8Array(1))).status).toBe(404);
    for (const list of ['{}', '[]', '["x"]', JSON.stringify(Array(MOST_PIECES + 1).fill('a'.repeat(22)))]) {
      expect((await post(IN_PIECES, list)).status).toBe(400);
    }
    const bomb = new Uint8Array(gzipSync(`"${'x'.repeat(21 * 1024 * 1024)}"`));
    expect((await post(COMPRESSED, bomb)).status).toBe(413);
    for (const [place, at] of [0, PIECE_BYTES].entries()) await put(place, bomb.slice(at, at + PIECE_BYTES));
    const digests = [bomb.slice(0, PIECE_BYTES), bomb.slice(PIECE_BYTES, 2 * PIECE_BYTES)].map(digestOf);
    expect((await post(IN_PIECES, JSON.stringify(await Promise.all(digests)))).status).toBe(413);
    // They are where a device's own checkpoints are, and are not its to read or write.
    const id = '_local/doorstep-piece-0';
    expect(await store.withJournal(ada.journal, (db) => db.get(id))).toHaveProperty('digest');
    expect((await fetch(`${journal()}/${id}`)).status).toBe(404);
  });

  it('go up whole to a server that does not say that it takes pieces', async () => {
    const id = await writePhoto();
    const older: typeof fetch = async (input, options) => {
      const { status, headers, body } = await fetch(input, options);
      const kept = [...headers].filter(([name]) => name !== 'accept-encoding');
      return new Response(body, { status, headers: kept });
    };
    const watched = new JournalFetch(journal(), older);
    const remote = new PouchDB(journal(), { adapter: 'http', fetch: watched.fetch });
    await device.replicate.to(remote);
    watched.stop();
    expect((await photoOnServer(id)).equals(PHOTO)).toBe(true);
    expect(server.seen.join()).not.toContain('_pieces');
  });
});
