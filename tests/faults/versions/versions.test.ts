/** What earlier versions of the app stored: it opens, it is kept, and what was never sent is filed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../../src/lib/server/store/store';
import { freshDisk } from '../../support/device/world';
import { openTestStore } from '../../support/stores';
import { putDisk, schemaOf, takeDisk } from './disk-image';
import { freeze, frozenVersions, readFrozen } from './frozen';
import { PASSPHRASE, PATIENT, Stage } from './stage';

const PATIENCE = { timeout: 30_000, interval: 100 };
let store: Store;

beforeEach(async () => {
  await freshDisk();
  store = await openTestStore();
});
afterEach(() => store.close());

describe.each(frozenVersions())('a device as version %i of the stored formats left it', (version) => {
  it(
    'opens in two tabs at once, shows what it held, and files what waited',
    { timeout: 120_000 },
    async () => {
      const { serverKey, registration, notes, databases } = readFrozen(version);
      await putDisk(databases);
      const stage = await Stage.open(store, serverKey);
      await stage.register(registration);
      const tabs = [stage.openTab(), stage.openTab()];
      const opened = await Promise.all(tabs.map((tab) => tab.unlock('ada', PASSPHRASE)));
      expect(opened.map(({ kind }) => kind)).toEqual(['open', 'open']);
      for (const tab of tabs) {
        expect((await tab.outbox()).map(({ summary }) => summary).sort()).toEqual([...notes].sort());
        expect((await tab.caseload()).cards).toHaveLength(2);
        expect(await tab.chart(PATIENT)).toMatchObject({ kind: 'chart' });
        expect(await tab.findDraft('visit:1')).toBe('Not finished');
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

it(
  'what is stored today is what the newest frozen version holds: a change is a new version',
  { timeout: 120_000 },
  async () => {
    const newest = readFrozen(frozenVersions().at(-1) ?? 0);
    const { databases } = await freeze(store);
    expect(schemaOf(databases)).toEqual(schemaOf(newest.databases));
    await freshDisk();
    await putDisk(databases);
    expect(schemaOf(await takeDisk())).toEqual(schemaOf(databases));
  },
);
