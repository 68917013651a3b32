import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer } from '../../../tests/support/device/fake-server';
import { Browser } from '../../../tests/support/device/open-tab';
import { keyPair } from '../../../tests/support/device/open-vault';
import { patientIdOf } from '../../../tests/support/device/packs';
import { freshDisk, readWholeDisk, withoutRoomForJournals } from '../../../tests/support/device/world';
import type { EntryDoc } from '../record/journal-docs';
import { Enrolments } from './enrolments';
import { PackDb } from './packs/pack-db';
import { DEVICE_HEADER } from '../record/registration';

vi.mock('hash-wasm', () => import('../../../tests/support/device/quick-argon'));

const AMARA = { id: 'amara', passphrase: 'copper kettle on the stove' };
const TOM = { id: 'tom', passphrase: 'seven geese in a row' };
const NOTE = {
  patientId: patientIdOf(1),
  body: { kind: 'note' as const, text: 'The wombat bandage was changed' },
};
const DRAFT = 'visit:1';
/** A busy machine derives keys slowly. */
const PATIENCE = { timeout: 20_000, interval: 100 };

/** Journals on the fake server outlive a test. */
let run: string;
let server: FakeServer;
let browser: Browser;

beforeEach(async () => {
  await freshDisk();
  run = crypto.randomUUID().replaceAll('-', '').slice(0, 20);
  server = new FakeServer((await keyPair()).publicKey);
  server.asOf = new Date().toISOString();
  server.serve([1, '1.a'], [2, '1.a']);
  browser = new Browser(server);
});

afterEach(() => browser.close());

const offline = () => Promise.reject(new TypeError('no signal'));
const baseOf = (user: { id: string }) => `j${user.id}${run}`;
const journalOf = (user: { id: string }) =>
  browser.journals.journal(`${baseOf(user)}-${new Date().toISOString().slice(0, 7)}`);

/** Sets the user's vault up in a tab of their own, which is left open. */
async function setUp(user: typeof AMARA) {
  Object.assign(server, { user: user.id, journalBase: baseOf(user) });
  const tab = browser.openTab();
  expect((await tab.device.createVault(user.passphrase)).kind).toBe('open');
  await tab.device.sync();
  return tab;
}

/** Amara has saved something without a signal and locked; the signal is back. */
async function leftUnsent() {
  const amara = await setUp(AMARA);
  server.fault = offline;
  browser.journals.fault = offline;
  expect((await amara.device.save(NOTE)).kind).toBe('saved');
  await amara.device.saveDraft(DRAFT, 'Half a sentence');
  await amara.device.lock();
  await amara.device.end();
  server.fault = undefined;
  browser.journals.fault = undefined;
}

async function entriesOf(user: { id: string }): Promise<EntryDoc[]> {
  const range = { include_docs: true, startkey: 'entry:', endkey: 'entry:~' };
  const { rows } = await journalOf(user).allDocs<EntryDoc>(range);
  return rows.flatMap(({ doc }) => doc ?? []);
}

describe('a shared tablet', () => {
  it('holds a vault for each, and no passphrase opens another’s', { timeout: 60_000 }, async () => {
    await (await setUp(AMARA)).device.end();
    await (await setUp(TOM)).device.end();
    const { device } = browser.openTab();
    expect(await device.vaultState()).toMatchObject({
      kind: 'locked',
      users: [{ userId: 'amara' }, { userId: 'tom' }],
    });
    expect((await device.unlock(AMARA.id, TOM.passphrase)).kind).toBe('wrong');
    expect((await device.unlock(TOM.id, AMARA.passphrase)).kind).toBe('wrong');
    expect((await device.unlock(TOM.id, TOM.passphrase)).kind).toBe('open');
    expect(await device.outbox()).toEqual([]);
  });

  it.each([
    ['while all is locked', () => Promise.resolve(browser.openTab())],
    ['while another’s vault is open', () => setUp(TOM)],
  ])(
    'what was left unsent is carried %s, by the device’s own credential',
    { timeout: 60_000 },
    async (_, open) => {
      await leftUnsent();
      const { device } = await open();
      const asked = vi.spyOn(browser.journals, 'fetch');
      device.startErrands();
      await vi.waitFor(async () => {
        expect(await entriesOf(AMARA)).toHaveLength(1);
      }, PATIENCE);
      const headers = asked.mock.calls.map(([, options]) => new Headers(options?.headers).get(DEVICE_HEADER));
      expect(new Set(headers)).toEqual(new Set([`${baseOf(AMARA)}.token`]));
      expect(JSON.stringify(await entriesOf(AMARA))).not.toContain('wombat');
    },
  );

  it('shows nothing of one user in the vault of the other', { timeout: 60_000 }, async () => {
    await leftUnsent();
    const { device } = await setUp(TOM);
    expect(await device.outbox()).toEqual([]);
    expect(await device.readiness()).toMatchObject({ unsent: 0 });
    const disk = await readWholeDisk();
    for (const word of ['wombat', 'estperson', AMARA.passphrase, TOM.passphrase, 'a whole CryptoKey']) {
      expect(disk).not.toContain(word);
    }
  });
});

describe('a tablet of somebody who has left the organisation', () => {
  const NOTHING = { packs: [], cards: [], meta: [] };

  /** What a user's read cache holds, by table, but for the time of the server. */
  async function stored(user: { id: string }): Promise<Record<string, unknown>> {
    const enrolments = new Enrolments(browser.place);
    const found = (await enrolments.findAll()).find(({ journalBase }) => journalBase === baseOf(user));
    enrolments.close();
    const db = new PackDb(found?.userHash ?? '');
    await db.open();
    const keys = await Promise.all(db.tables.map((table) => table.toCollection().primaryKeys()));
    db.close();
    return Object.fromEntries(
      db.tables.map(({ name }, i) => [name, keys[i]?.filter((key) => key !== 'clock')]),
    );
  }

  it.each([
    ['while all is locked', () => Promise.resolve(browser.openTab())],
    ['while another’s vault is open', () => setUp(TOM)],
  ])(
    'has nothing of their patients from the next contact on, %s; what they wrote stays and arrives',
    { timeout: 60_000 },
    async (where, open) => {
      await leftUnsent();
      const { device } = await open();
      expect(await stored(AMARA)).toMatchObject({ packs: [patientIdOf(1), patientIdOf(2)] });
      server.left.add(baseOf(AMARA));
      device.startErrands();
      await vi.waitFor(async () => {
        expect(await stored(AMARA)).toMatchObject({ ...NOTHING, drafts: [expect.any(String)] });
        expect(await entriesOf(AMARA)).toHaveLength(1);
      }, PATIENCE);
      // Nothing is missed: it went on purpose. And what is somebody else's stays.
      const again = browser.openTab();
      await device.lock();
      expect((await again.device.unlock(AMARA.id, AMARA.passphrase)).kind).toBe('open');
      expect((await again.device.status()).warnings.map(({ code }) => code)).toEqual(['signed-out']);
      expect(await again.device.findDraft(DRAFT)).toBe('Half a sentence');
      expect(await again.device.outbox()).toHaveLength(1);
      if (where.includes('another'))
        expect(await stored(TOM)).toMatchObject({ packs: [patientIdOf(1), patientIdOf(2)] });
    },
  );

  it('has nothing of them under their open vault either, in any tab', { timeout: 60_000 }, async () => {
    const { device } = await setUp(AMARA);
    const other = browser.openTab();
    expect((await other.device.vaultState()).kind).toBe('open');
    await vi.waitFor(async () => {
      expect((await other.device.caseload()).cards).toHaveLength(2);
    }, PATIENCE);
    server.left.add(baseOf(AMARA));
    await device.sync();
    await vi.waitFor(async () => {
      expect(await stored(AMARA)).toMatchObject(NOTHING);
      for (const tab of [device, other.device]) {
        expect((await tab.caseload()).cards).toEqual([]);
        expect((await tab.chart(patientIdOf(1))).kind).not.toBe('chart');
      }
    }, PATIENCE);
  });
});

describe('a lost tablet', () => {
  const vaultCopies = () => [...browser.place.values.keys()].filter((key) => key.startsWith('vaults/'));
  const databases = async () => (await indexedDB.databases()).map(({ name }) => name).sort();

  it('hands over what was written, and then holds nothing of any user', { timeout: 60_000 }, async () => {
    await leftUnsent();
    await (await setUp(TOM)).device.end();
    expect(vaultCopies()).toHaveLength(2);
    let copiesAtErasing: string[] | undefined;
    const erase = indexedDB.deleteDatabase.bind(indexedDB);
    vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
      if (name === 'doorstep-vaults') copiesAtErasing = vaultCopies();
      return erase(name);
    });
    server.order = 'wipe';
    const { device, events } = browser.openTab();
    device.startErrands();
    await vi.waitFor(() => {
      expect(events).toContainEqual({ kind: 'wiped' });
    }, PATIENCE);
    expect(await entriesOf(AMARA)).toHaveLength(1);
    expect(await databases()).toEqual(['doorstep-audit', 'doorstep-device', 'doorstep-journals']);
    expect(copiesAtErasing).toEqual([]);
    expect(await device.vaultState()).toMatchObject({ kind: 'wiped', journalsLeft: 0 });
    expect(server.asked.filter((address) => address === '/api/device').length).toBeGreaterThan(1);

    // Found again, it is another device to the server.
    server.order = 'none';
    await device.startAnew();
    expect(await device.vaultState()).toEqual({ kind: 'empty' });
  });

  it('is wiped under an open vault, too', { timeout: 60_000 }, async () => {
    const { device, events } = await setUp(AMARA);
    server.order = 'wipe';
    await device.sync();
    await vi.waitFor(() => {
      expect(events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['wiping', 'wiped']));
    }, PATIENCE);
    await expect(device.caseload()).rejects.toThrow('locked');
    expect(await databases()).toEqual(['doorstep-audit', 'doorstep-device', 'doorstep-journals']);
  });

  const theServerTakesNothing = () => {
    browser.journals.fault = () => Response.json({}, { status: 503 });
    return () => (browser.journals.fault = undefined);
  };
  it.each([
    ['the server can not take', theServerTakesNothing],
    ['a full disk does not let it read', withoutRoomForJournals],
  ])('keeps what %s, sealed, until it can', { timeout: 60_000 }, async (_, hinder) => {
    await leftUnsent();
    server.order = 'wipe';
    const goOn = hinder();
    const { device, events } = browser.openTab();
    expect(await device.health()).toMatchObject({ unfiled: 1 });
    device.startErrands();
    await vi.waitFor(() => {
      expect(events).toContainEqual({ kind: 'wiped' });
    }, PATIENCE);
    expect(await device.vaultState()).toMatchObject({ kind: 'wiped', journalsLeft: 1 });
    expect((await databases()).filter((name) => name?.startsWith('_pouch_'))).toHaveLength(1);
    await device.end();

    goOn();
    browser.openTab().device.startErrands();
    await vi.waitFor(async () => {
      expect((await databases()).filter((name) => name?.startsWith('_pouch_'))).toEqual([]);
    }, PATIENCE);
    expect(await entriesOf(AMARA)).toHaveLength(1);
  });
});

describe('an entry whose journal the browser has lost', () => {
  const journals = async () =>
    (await indexedDB.databases()).flatMap(({ name }) => (name?.startsWith('_pouch_') ? [name] : []));

  /** It stands in its second place only. */
  async function leftUnsentAndLost() {
    await leftUnsent();
    for (const name of await journals()) {
      await new Promise((resolve) => {
        indexedDB.deleteDatabase(name).onsuccess = resolve;
      });
    }
  }

  const copies = () => [...browser.place.values.keys()].filter((key) => key.startsWith('copies/'));

  it(
    'is carried before anybody begins again, by a browser that has lost all',
    { timeout: 60_000 },
    async () => {
      await leftUnsent();
      await freshDisk();
      const { device } = browser.openTab();
      expect(await device.health()).toMatchObject({ unfiled: 1 });
      device.startErrands();
      await vi.waitFor(async () => {
        expect(await entriesOf(AMARA)).toHaveLength(1);
      }, PATIENCE);
      expect(copies()).toHaveLength(1);
    },
  );

  it('is handed over before a wipe', { timeout: 60_000 }, async () => {
    await leftUnsentAndLost();
    server.order = 'wipe';
    const { device, events } = browser.openTab();
    device.startErrands();
    await vi.waitFor(() => {
      expect(events).toContainEqual({ kind: 'wiped' });
    }, PATIENCE);
    expect(await entriesOf(AMARA)).toHaveLength(1);
    expect(await device.vaultState()).toMatchObject({ kind: 'wiped', journalsLeft: 0 });
    expect([...browser.place.values.keys()]).toEqual([]);
  });

  it(
    'is kept by a wipe that could not hand it over, and handed over later',
    { timeout: 60_000 },
    async () => {
      await leftUnsentAndLost();
      server.order = 'wipe';
      browser.journals.fault = () => Response.json({}, { status: 503 });
      const { device, events } = browser.openTab();
      device.startErrands();
      await vi.waitFor(() => {
        expect(events).toContainEqual({ kind: 'wiped' });
      }, PATIENCE);
      expect(await device.vaultState()).toMatchObject({ kind: 'wiped', journalsLeft: 1 });
      expect(copies()).toHaveLength(1);
      await device.end();

      browser.journals.fault = undefined;
      browser.openTab().device.startErrands();
      await vi.waitFor(() => {
        expect([...browser.place.values.keys()]).toEqual([]);
      }, PATIENCE);
      expect(await entriesOf(AMARA)).toHaveLength(1);
    },
  );
});
