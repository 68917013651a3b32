/** What earlier versions of the app stored: it opens, it is kept, and what was never sent is filed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
// IndexedDB has to be in its place before Dexie looks for it.
import { freshDisk } from '../../support/device/world';
import { CacheWitness } from '../../../src/lib/device/audit/witness';
import { Enrolments } from '../../../src/lib/device/enrolments';
import { CachePlace } from '../../../src/lib/device/witness/place';
import type { Store } from '../../../src/lib/server/store/store';
import { openTestStore } from '../../support/stores';
import { freshCaches, putCaches, shapeOfCaches, takeCaches } from './cache-image';
import { putDisk, schemaOf, takeDisk } from './disk-image';
import { freeze, frozenVersions, readFrozen } from './frozen';
import { PASSPHRASE, PATIENT, Stage, USER } from './stage';

const PATIENCE = { timeout: 30_000, interval: 100 };
let store: Store;

beforeEach(async () => {
  await freshDisk();
  freshCaches();
  store = await openTestStore();
});
afterEach(() => store.close());

describe.each(frozenVersions())('a device as version %i of the stored formats left it', (version) => {
  it(
    'opens in two tabs at once, shows what it held, and files what waited',
    { timeout: 120_000 },
    async () => {
      const { serverKey, registration, notes, databases, caches = [] } = readFrozen(version);
      await putDisk(databases);
      await putCaches(caches);
      const stage = await Stage.open(store, serverKey);
      await stage.register(registration);
      const tabs = [stage.openTab(), stage.openTab()];
      const opened = await Promise.all(tabs.map((tab) => tab.unlock(USER, PASSPHRASE)));
      expect(opened.map(({ kind }) => kind)).toEqual(['open', 'open']);
      for (const tab of tabs) {
        expect((await tab.outbox()).map(({ summary }) => summary).sort()).toEqual([...notes].sort());
        expect((await tab.caseload()).cards).toHaveLength(2);
        expect(await tab.chart(PATIENT)).toMatchObject({ kind: 'chart' });
        expect(await tab.findDraft('visit:1')).toBe('Not finished');
        expect((await tab.status()).lost?.count).toBe(caches.length === 0 ? undefined : 1);
      }
      await vi.waitFor(async () => {
        await Promise.all(tabs.map((tab) => tab.sync()));
        for (const tab of tabs) {
          expect((await tab.outbox()).map(({ state }) => state)).toEqual(notes.map(() => 'filed'));
        }
      }, PATIENCE);
      const { resources = [] } = (await stage.office.record.read(PATIENT)) ?? {};
      const texts = resources
        .filter(({ resourceType }) => resourceType === 'DocumentReference')
        .map((resource) => JSON.stringify(resource));
      for (const note of notes) expect(texts.filter((text) => text.includes(btoa(note)))).toHaveLength(1);
      await stage.close();
    },
  );
});

describe.each(frozenVersions().filter((version) => readFrozen(version).caches))(
  'what a device of version %i kept outside IndexedDB',
  (version) => {
    it(
      'opens without any database, tells of what is lost, and files what waited',
      { timeout: 120_000 },
      async () => {
        const { serverKey, registration, notes, caches = [] } = readFrozen(version);
        const [, ...waiting] = notes;
        await putCaches(caches);
        const stage = await Stage.open(store, serverKey);
        await stage.register(registration);
        const enrolments = new Enrolments(new CachePlace());
        expect(await enrolments.findAll()).toMatchObject([{ deviceId: registration.deviceId }]);
        enrolments.close();
        expect(await new CacheWitness().reached(stage.server.journalBase)).toBeGreaterThan(0);
        const tab = stage.openTab();
        expect(await tab.unlock(USER, PASSPHRASE)).toMatchObject({ kind: 'open' });
        const outbox = async () =>
          (await tab.outbox()).map(({ summary, state }) => `${state} ${summary}`).sort();
        const all = (state: string) => waiting.map((summary) => `${state} ${summary}`).sort();
        expect(await outbox()).toEqual(all('on-device'));
        await vi.waitFor(async () => {
          await tab.sync();
          expect(await outbox()).toEqual(all('filed'));
        }, PATIENCE);
        // What was filed is not on this server, and has no copy any more: with the loss of before, that makes two.
        expect((await tab.status()).lost?.count).toBe(2);
        await stage.close();
      },
    );
  },
);

it(
  'what is stored today is what the newest frozen version holds: a change is a new version',
  { timeout: 120_000 },
  async () => {
    const newest = readFrozen(frozenVersions().at(-1) ?? 0);
    const { databases, caches = [] } = await freeze(store);
    expect(schemaOf(databases)).toEqual(schemaOf(newest.databases));
    expect(shapeOfCaches(caches)).toEqual(shapeOfCaches(newest.caches ?? []));
    await freshDisk();
    freshCaches();
    await putDisk(databases);
    await putCaches(caches);
    expect(schemaOf(await takeDisk())).toEqual(schemaOf(databases));
    expect(await takeCaches()).toEqual(caches);
  },
);
