import { randomBytes } from 'node:crypto';
import memory from 'pouchdb-adapter-memory';
import http from 'pouchdb-adapter-http';
import PouchDB from 'pouchdb-core';
import replication from 'pouchdb-replication';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../src/lib/server/store/store';
import { JournalServer } from '../support/journal-server';
import { entryOf, makeKeyPair, NOW, Office, type Nurse } from '../support/office';
import { describeStores } from '../support/stores';

PouchDB.plugin(memory).plugin(http).plugin(replication);

describeStores('journals', (open) => {
  let store: Store;
  let office: Office;
  let ada: Nurse;
  let server: JournalServer;
  let device: PouchDB.Database;
  let remote: PouchDB.Database;

  beforeEach(async () => {
    store = await open();
    office = await Office.open(store, await makeKeyPair());
    await office.admitPatient();
    ada = await office.employ('ada');
    server = await JournalServer.listen(office.journals, 'ada');
    device = new PouchDB(`device-${randomBytes(6).toString('hex')}`, { adapter: 'memory' });
    remote = new PouchDB(`${server.address}/${ada.journal}`, { adapter: 'http' });
  });
  afterEach(async () => {
    await remote.close();
    await device.destroy();
    await server.close();
    await office.close();
    await store.close();
    vi.restoreAllMocks();
  });

  const write = async (count: number): Promise<string[]> => {
    const entries = Array.from({ length: count }, (_, i) =>
      entryOf(ada, { kind: 'note', text: `Note ${i}` }),
    );
    for (const entry of entries) await device.put(await office.sealed(ada, entry));
    return entries.map(({ id }) => id);
  };
  const receipts = async () => {
    const { rows } = await device.allDocs({
      startkey: 'receipt:',
      endkey: 'receipt:\uffff',
      include_docs: true,
    });
    return rows.map(({ doc }) => doc as unknown as { entryId: string; outcome: string });
  };
  const send = (method: string, path: string, body?: unknown) =>
    fetch(`${server.address}/${ada.journal}/${path}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });

  describe('with a stock PouchDB', () => {
    it('takes entries up and brings receipts down', async () => {
      const ids = await write(3);
      const up = await device.replicate.to(remote);
      expect(up).toMatchObject({ ok: true, docs_written: 3, doc_write_failures: 0 });
      await office.filing.settled();
      await device.replicate.from(remote);
      expect((await receipts()).map(({ entryId, outcome }) => [entryId, outcome]).sort()).toEqual(
        ids.map((id) => [id, 'filed']).sort(),
      );
      // And back up: nothing, least of all the receipts.
      expect((await device.replicate.to(remote)).docs_written).toBe(0);
    });

    it('carries attachments both ways, byte for byte', async () => {
      const photo = randomBytes(300_000);
      const doc = await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'With a photo' }));
      const attachment = { content_type: 'application/octet-stream', data: photo };
      await device.put({ ...doc, _attachments: { photo: attachment } } as PouchDB.Core.PutDocument<object>);
      await device.replicate.to(remote);
      const other = new PouchDB(`other-${randomBytes(6).toString('hex')}`, { adapter: 'memory' });
      await other.replicate.from(remote);
      const back = (await other.getAttachment(doc._id, 'photo')) as Buffer;
      expect(back.equals(photo)).toBe(true);
      await other.destroy();
    });

    it('goes on where it was cut off, wherever that was', async () => {
      const ids = await write(12);
      for (let cut = 1; cut < 40; cut += 3) {
        server.diesAfter = cut;
        const outcome = await device.sync(remote, { batch_size: 3 }).then(
          () => 'done',
          () => 'cut',
        );
        if (outcome === 'done') break;
      }
      server.diesAfter = Infinity;
      await device.replicate.to(remote, { batch_size: 3 });
      await office.filing.settled();
      await device.replicate.from(remote, { batch_size: 3 });
      expect((await receipts()).map(({ entryId }) => entryId).sort()).toEqual(ids.sort());
    });

    it('hears of a receipt while it holds on', async () => {
      const live = device.sync(remote, { live: true, retry: true });
      const [id] = await write(1);
      await vi.waitFor(
        async () => {
          expect(await receipts()).toMatchObject([{ entryId: id, outcome: 'filed' }]);
        },
        { timeout: 10_000 },
      );
      live.cancel();
    });

    it('sends nothing but one request of changes and checkpoints when nothing changed', async () => {
      await write(1);
      await device.replicate.to(remote);
      server.seen.length = 0;
      await device.replicate.to(remote);
      expect(server.seen.filter((request) => /_bulk_docs|_revs_diff/.test(request))).toEqual([]);
    });

    it('after the server was restored from a backup, brings the entries again and believes the newest receipt', async () => {
      const entry = entryOf(ada, { kind: 'note', text: 'Sent twice, answered twice' });
      const { rev } = await device.put(await office.sealed(ada, entry, 1));
      await device.replicate.to(remote);
      await office.filing.settled();
      await device.put({
        ...(await office.sealed(ada, entry, 2)),
        _rev: rev,
      } as PouchDB.Core.PutDocument<object>);
      await device.replicate.to(remote);
      await office.filing.settled();
      await device.replicate.from(remote);
      expect(await receipts()).toMatchObject([{ outcome: 'filed' }]);
      // The backup knows the nurse and her device, and nothing of today: the patient has yet to come to the team.
      const backup = await open();
      const later = new Date(NOW.getTime() + 3_600_000);
      const restored = await Office.open(backup, office.serverKey, { now: () => later });
      await restored.employ('ada', ada);
      server.journals = restored.journals;
      await device.replicate.to(remote);
      await restored.filing.settled();
      await device.replicate.from(remote);
      expect(await receipts()).toMatchObject([{ outcome: 'refused' }]);
      await restored.close();
      await backup.close();
    });
  });

  describe('refuse', () => {
    const revision = { _rev: `1-${'a'.repeat(32)}`, _revisions: { start: 1, ids: ['a'.repeat(32)] } };

    it.each([
      ['a design document', { _id: '_design/x', ...revision, language: 'erlang' }],
      ['a receipt', { _id: 'receipt:x', ...revision, type: 'receipt', format: 1 }],
      ['a deletion', { _id: 'entry:x', ...revision, _deleted: true }],
      ['an unsealed entry', { _id: 'entry:x', ...revision, type: 'entry', format: 1, text: 'readable' }],
      ['no revision', { _id: 'entry:x', type: 'entry', format: 1 }],
    ])('%s, and with it all that comes in the same request', async (_, doc) => {
      const entry = { ...(await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'x' }))), ...revision };
      const response = await send('POST', '_bulk_docs', { docs: [entry, doc], new_edits: false });
      expect(response.status).toBe(400);
      const info = await store.withJournal(ada.journal, (journal) => journal.info());
      expect(info.doc_count).toBe(0);
      expect((await send('POST', '_bulk_docs', { docs: [entry], new_edits: false })).status).toBe(201);
    });

    it('writing with revisions of the server’s making', async () => {
      const entry = { ...(await office.sealed(ada, entryOf(ada, { kind: 'note', text: 'x' }))), ...revision };
      expect((await send('POST', '_bulk_docs', { docs: [entry] })).status).toBe(400);
    });

    it.each([
      ['GET', '_changes?filter=nope/nope'],
      ['GET', '_changes?view=x'],
      ['GET', '_changes?include_docs=true'],
      ['GET', '_changes?since=%22x%22'],
    ])('asking in other ways: %s %s', async (method, path) => {
      expect((await send(method, path)).status).toBe(400);
    });

    it.each([
      ['GET', '_design/x'],
      ['GET', '_all_docs'],
      ['GET', '_security'],
      ['PUT', '_security'],
      ['POST', '_compact'],
      ['POST', '_purge'],
      ['POST', '_find'],
      ['DELETE', ''],
      ['PUT', 'entry:x'],
      ['DELETE', 'entry:x'],
      ['PUT', 'entry:x/photo'],
      ['GET', '_local/doorstep-filing'],
      ['PUT', '_local/doorstep-filing'],
      ['POST', '_changes'],
    ])('what replication does not need: %s %s', async (method, path) => {
      expect([404, 405]).toContain((await send(method, path, method === 'GET' ? undefined : {})).status);
    });

    it('the latest of a revision that it does not know, as after a restore', async () => {
      const [id] = await write(1);
      await device.replicate.to(remote);
      const [doc, rev] = [`entry:${id}`, `7-${'b'.repeat(32)}`];
      const docs = [{ id: doc, rev }, { id: doc }, { id: 'entry:nobody', rev }];
      const several = await (await send('POST', '_bulk_get?latest=true&revs=true', { docs })).text();
      expect(several).toContain('"ok":{');
      const revs = encodeURIComponent(JSON.stringify([rev]));
      const listed = await send('GET', `${doc}?latest=true&open_revs=${revs}`);
      expect(listed.status).toBe(200);
      expect(several + (await listed.text())).not.toContain('stack');
      expect((await send('GET', `${doc}?latest=true&rev=${rev}`)).status).toBe(404);
      expect((await send('GET', doc)).status).toBe(200);
    });

    it('asking for design documents by the way', async () => {
      expect((await send('POST', '_bulk_get', { docs: [{ id: '_design/x' }] })).status).toBe(404);
      expect(await (await send('POST', '_revs_diff', { '_design/x': ['1-a'] })).json()).toEqual({});
    });

    it('what is no JSON, and what is too long', async () => {
      expect((await send('POST', '_bulk_docs', '{"docs":')).status).toBe(400);
      expect((await send('POST', '_bulk_docs', `"${'x'.repeat(21 * 1024 * 1024)}"`)).status).toBe(413);
    });

    it('everybody but the owner, without telling whether there is such a journal', async () => {
      await office.employ('ben');
      server.user = 'ben';
      const answers = await Promise.all([
        send('GET', ''),
        send('GET', '_changes'),
        fetch(`${server.address}/${ada.device.journalBase}-2031-01/`),
        fetch(`${server.address}/j${'0'.repeat(32)}-2026-11/`),
        fetch(`${server.address}/organisation/`),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(403);
        expect(await answer.json()).toEqual({
          error: 'forbidden',
          reason: 'This is not a journal of yours.',
        });
      }
    });

    it('months that no clock shows', async () => {
      const status = async (month: string) =>
        (await fetch(`${server.address}/${ada.device.journalBase}-${month}/`)).status;
      expect(await status('2026-12')).toBe(200);
      expect(await status('2026-13')).toBe(403);
      expect(await status('9999-01')).toBe(403);
    });
  });

  describe('carried by the device itself, with nobody signed in', () => {
    const ask = (enrolment: Nurse['device'] | undefined) =>
      office.journals.answer({ enrolment }, ada.journal, '', new Request(`${server.address}/`));

    it('is served to the enrolment that it belongs to, and to no other', async () => {
      const { devices } = office;
      const ben = await office.employ('ben');
      expect(
        (await ask(await devices.findByCredential(devices.credentialOf(ada.device.journalBase)))).status,
      ).toBe(200);
      expect(
        (await ask(await devices.findByCredential(devices.credentialOf(ben.device.journalBase)))).status,
      ).toBe(403);
      expect((await ask(undefined)).status).toBe(403);
    });

    it('a credential is nobody’s when a letter of it differs', async () => {
      const credential = office.devices.credentialOf(ada.device.journalBase);
      const changed = credential.slice(0, -1) + (credential.endsWith('A') ? 'B' : 'A');
      for (const wrong of [changed, ada.device.journalBase, `${ada.device.journalBase}.`, '', '.']) {
        expect(await office.devices.findByCredential(wrong)).toBeUndefined();
      }
    });
  });

  it('a device is lost for all who have a vault on it, also when a contact is noted meanwhile', async () => {
    const { devices } = office;
    const { deviceId, journalBase } = ada.device;
    const before = await devices.find(journalBase);
    const request = { deviceId, vaultKey: (await makeKeyPair()).public, appVersion: '1' };
    await devices.register('ben', request, NOW);
    expect((await devices.markLost(deviceId, NOW)).map(({ userId }) => userId).sort()).toEqual([
      'ada',
      'ben',
    ]);
    if (before) await devices.touch(before, new Date(NOW.getTime() + 7_200_000));
    await devices.noteWiped(ada.device, NOW);
    await devices.markLost(deviceId, new Date(NOW.getTime() + 1));
    expect(await devices.findLost(deviceId)).toEqual({
      deviceId,
      lostAt: NOW.toISOString(),
      wiped: { [journalBase]: NOW.toISOString() },
    });
    expect(await devices.findLost('another')).toBeUndefined();
  });
});
