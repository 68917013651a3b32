import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actsAudited } from '../../../tests/support/device/audited';
import { receiptFor } from '../../../tests/support/device/entries';
import type { FakeJournals } from '../../../tests/support/device/fake-journals';
import { FakeServer } from '../../../tests/support/device/fake-server';
import { Browser } from '../../../tests/support/device/open-tab';
import { keyPair } from '../../../tests/support/device/open-vault';
import { patientIdOf } from '../../../tests/support/device/packs';
import { freshDisk, readWholeDisk } from '../../../tests/support/device/world';
import type { EntryDoc } from '../record/journal-docs';
import type { Device } from './device';
import { JournalRegistry } from './journal/registry';
import { VaultCopies } from './vault/vault-copies';
import { VaultStore } from './vault/vault-store';

vi.mock('hash-wasm', () => import('../../../tests/support/device/quick-argon'));

const PASSPHRASE = 'copper kettle on the stove';
const NOTE = {
  patientId: patientIdOf(1),
  body: { kind: 'note' as const, text: 'The wombat bandage was changed' },
};

/** A busy machine derives keys slowly. */
const PATIENCE = { timeout: 10_000 };

let serverKey: Awaited<ReturnType<typeof keyPair>>;
let server: FakeServer;
let journals: FakeJournals;
let browser: Browser;

beforeEach(async () => {
  await freshDisk();
  serverKey = await keyPair();
  server = new FakeServer(serverKey.publicKey);
  server.asOf = new Date().toISOString();
  server.journalBase = `j${crypto.randomUUID().replaceAll('-', '')}`;
  server.serve([1, '1.a'], [2, '1.a']);
  browser = new Browser(server);
  journals = browser.journals;
});

afterEach(() => browser.close());

const openTab = () => browser.openTab();

async function setUp() {
  const tab = openTab();
  expect((await tab.device.createVault(PASSPHRASE)).kind).toBe('open');
  await tab.device.sync();
  return tab;
}

async function fileAll(): Promise<void> {
  const there = journals.journal(`${server.journalBase}-${new Date().toISOString().slice(0, 7)}`);
  const { rows } = await there.allDocs<EntryDoc>({
    include_docs: true,
    startkey: 'entry:',
    endkey: 'entry:~',
  });
  for (const { doc } of rows) if (doc) await there.put(await receiptFor(doc));
}

const statesOf = async (device: Device) => (await device.outbox()).map(({ state }) => state);

describe('a first day', () => {
  it('begins empty, makes a vault, and brings the caseload down', async () => {
    const { device, events } = openTab();
    expect(await device.vaultState()).toEqual({ kind: 'empty' });
    expect((await device.createVault('short')).kind).toBe('weak');
    expect(await device.createVault(PASSPHRASE)).toMatchObject({ kind: 'open', user: { id: 'nurse' } });
    await device.sync();
    expect((await device.caseload()).cards).toHaveLength(2);
    expect(await device.search('testperson1', 20)).toMatchObject({ total: 1 });
    expect(await device.readiness()).toMatchObject({ total: 2, down: 2, storage: { persistent: true } });
    expect(await device.chart(patientIdOf(1))).toMatchObject({ kind: 'chart' });
    expect(await device.chart(patientIdOf(9))).toEqual({ kind: 'not-on-caseload' });
    expect(await device.status()).toMatchObject({ contact: 'online', demo: true, warnings: [] });
    expect(events.map(({ kind }) => kind)).toContain('unlocked');
    expect((await device.createVault(PASSPHRASE)).kind).toBe('exists');
  });

  it.each([
    ['offline', () => Promise.reject(new TypeError('failed')), 'offline'],
    ['signed out', () => Response.json({}, { status: 401 }), 'signed-out'],
    ['behind a captive portal', () => new Response('<p>'), 'failed'],
  ])('can not begin %s, and says so', async (_, fault, kind) => {
    server.fault = fault;
    const { device } = openTab();
    expect((await device.createVault(PASSPHRASE)).kind).toBe(kind);
    expect(await device.vaultState()).toEqual({ kind: 'empty' });
  });

  it('can not begin where the browser stores nothing, and says not to clear what is there', async () => {
    const { device } = openTab();
    vi.spyOn(VaultStore.prototype, 'save').mockRejectedValueOnce(new Error('no backing store'));
    const outcome = await device.createVault(PASSPHRASE);
    expect(outcome).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('Don’t clear') as string,
    });
  });
});

describe('what is done', () => {
  it('is recorded before it is shown, and carried: unlocking, opening a chart once, one search, what was refused', async () => {
    const { device } = await setUp();
    await device.chart(patientIdOf(1));
    await device.chart(patientIdOf(1));
    await device.search('test', 20);
    await device.search('testp', 20);
    await device.chart(patientIdOf(9));
    await device.sync();
    expect(server.audited.flatMap(({ links }) => links.map(({ seq }) => seq))).toEqual([1, 2, 3]);
    expect(await readWholeDisk()).not.toContain('chart-opened');
  });

  it('is recorded of a wrong passphrase too, while the vault stays locked, and carried at the next contact', async () => {
    const first = await setUp();
    await first.device.end();
    const { device } = openTab();
    await device.unlock('nurse', 'not this one');
    await device.unlock('nurse', 'nor this one');
    expect((await device.unlock('nurse', PASSPHRASE)).kind).toBe('open');
    // The first may be the round that opening began, from before the last of it was written.
    for (let round = 0; round < 2; round += 1) await device.sync();
    expect(await actsAudited(server, serverKey)).toMatchObject([
      { kind: 'unlock-refused', count: 1, userId: 'nurse' },
      { kind: 'unlock-refused', count: 2 },
      { kind: 'unlocked' },
    ]);
  });
});

describe('a day without signal', () => {
  it('works from the unlocking on: lists, chart, saving', async () => {
    const first = await setUp();
    await first.device.end();
    server.fault = () => Promise.reject(new TypeError('no signal'));
    journals.fault = () => Promise.reject(new TypeError('no signal'));

    const { device, events } = openTab();
    expect(await device.vaultState()).toEqual({
      kind: 'locked',
      users: [{ userId: 'nurse', name: 'Amara Okafor' }],
      damaged: [],
    });
    expect(await device.save(NOTE)).toMatchObject({ kind: 'not-saved', reason: 'locked' });
    await expect(device.today()).rejects.toThrow('locked');
    expect(await device.unlock('nurse', 'not this one')).toMatchObject({ kind: 'wrong', tries: 1 });
    expect((await device.unlock('nurse', PASSPHRASE)).kind).toBe('open');
    expect((await device.caseload()).cards).toHaveLength(2);

    const saved = await device.save(NOTE);
    expect(saved.kind).toBe('saved');
    expect(events.map(({ kind }) => kind)).toContain('journal-waiting');
    expect(await device.outbox()).toMatchObject([
      { state: 'on-device', patientId: NOTE.patientId, summary: NOTE.body.text },
    ]);
    const outcome = await device.chart(NOTE.patientId);
    expect(JSON.stringify(outcome)).toContain('wombat bandage');
    await device.sync();
    expect(await device.status()).toMatchObject({ contact: 'offline', counts: { 'on-device': 1 } });
    const disk = await readWholeDisk();
    for (const word of ['wombat', 'Testperson', 'testperson', PASSPHRASE, 'CryptoKey']) {
      expect(disk).not.toContain(word);
    }
  });

  it('ends with everything filed, once the signal is back', async () => {
    const { device, events } = await setUp();
    await device.save(NOTE);
    await device.sync();
    expect(await statesOf(device)).toEqual(['received']);
    await fileAll();
    events.length = 0;
    await device.sync();
    expect(await statesOf(device)).toEqual(['filed']);
    expect(events.map(({ kind }) => kind)).toContain('data');
    // Still in the chart: the pack with it is not down yet.
    expect(JSON.stringify(await device.chart(NOTE.patientId))).toContain('wombat bandage');
  });

  it('saves once what is saved again in the same attempt, over a restart too', async () => {
    const first = await setUp();
    const attempt = 'of the draft, note, 0';
    const saved = await first.device.save({ ...NOTE, attempt });
    expect(saved.kind).toBe('saved');
    await first.device.end();
    const { device } = openTab();
    await device.unlock('nurse', PASSPHRASE);
    expect(await device.save({ ...NOTE, attempt })).toEqual(saved);
    expect(await device.outbox()).toHaveLength(1);
    // Other words, or a later save of the same words, are an entry of their own.
    await device.save({ ...NOTE, attempt, body: { kind: 'note', text: 'Other words' } });
    await device.save({ ...NOTE, attempt: 'of the draft, note, 1' });
    await device.save(NOTE);
    await device.save(NOTE);
    expect(await device.outbox()).toHaveLength(5);
  });

  it('saves once when Save is pressed twice before the first answer', async () => {
    const { device } = await setUp();
    const attempt = 'pressed twice';
    const outcomes = await Promise.all([1, 2].map(() => device.save({ ...NOTE, attempt })));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['saved', 'saved']);
    expect(await device.outbox()).toHaveLength(1);
  });

  it('says that it was not saved when what was written makes no sense', async () => {
    const { device } = await setUp();
    const outcome = await device.save({ ...NOTE, body: { kind: 'note', text: '   ' } });
    expect(outcome).toMatchObject({ kind: 'not-saved', reason: 'invalid' });
    expect(await device.outbox()).toEqual([]);
  });

  it('keeps drafts over a reload', async () => {
    const first = await setUp();
    await first.device.saveDraft('visit:1', 'half a');
    await first.device.end();
    const { device } = openTab();
    await device.unlock('nurse', PASSPHRASE);
    expect(await device.findDraft('visit:1')).toBe('half a');
    await device.dropDraft('visit:1');
    expect(await device.findDraft('visit:1')).toBeUndefined();
  });
});

describe('what is refused', () => {
  it('may be set aside by a recorded act', async () => {
    const { device } = await setUp();
    const saved = await device.save(NOTE);
    if (saved.kind !== 'saved') throw new Error(saved.kind);
    expect((await device.setAside(saved.entryId, 'Wrong patient')).kind).toBe('saved');
    const [act, note] = await device.outbox();
    expect([act?.kind, note?.state]).toEqual(['set-aside', 'set-aside']);
  });

  it('is not sent at all while the server names a key that this device does not know', async () => {
    const { device } = await setUp();
    const next = await keyPair();
    server.caseload = { ...server.caseload, serverKeyId: next.publicKey.kid };
    await device.sync();
    await device.save(NOTE);
    await device.sync();
    expect((await device.status()).warnings.map(({ code }) => code)).toEqual(['unknown-server-key']);
    expect(await statesOf(device)).toEqual(['on-device']);

    // A server that gives this vault another journal is another server: not to be trusted by a press of a button.
    const { journalBase } = server;
    server.key = next.publicKey;
    server.journalBase = `j${'b'.repeat(24)}`;
    expect(await device.trustServerKey()).toBe('failed');
    server.journalBase = journalBase;
    expect(await device.trustServerKey()).toBe('trusted');
    expect(await statesOf(device)).toEqual(['received']);
    expect((await device.status()).warnings).toEqual([]);
  });
});

describe('several tabs', () => {
  it('open with one passphrase, show the same, and lock together', async () => {
    const first = await setUp();
    const second = openTab();
    expect(await second.device.vaultState()).toMatchObject({ kind: 'open', user: { id: 'nurse' } });
    expect((await second.device.caseload()).cards).toHaveLength(2);

    await first.device.save(NOTE);
    await vi.waitFor(async () => {
      expect(await second.device.outbox()).toHaveLength(1);
    }, PATIENCE);

    await second.device.lock();
    await vi.waitFor(() => {
      expect(first.events.at(-1)).toEqual({ kind: 'locked' });
    }, PATIENCE);
    await expect(first.device.outbox()).rejects.toThrow('locked');
  });

  it('open all when one of them is unlocked', async () => {
    await (await setUp()).device.end();
    const waiting = openTab();
    expect((await waiting.device.vaultState()).kind).toBe('locked');
    await openTab().device.unlock('nurse', PASSPHRASE);
    await vi.waitFor(() => {
      expect(waiting.events).toContainEqual({ kind: 'unlocked' });
    }, PATIENCE);
    expect((await waiting.device.caseload()).cards).toHaveLength(2);
  });
});

it.each([
  ['when a try is to be counted', () => vi.spyOn(VaultStore.prototype, 'countTry')],
  ['when what is stored is opened', () => vi.spyOn(JournalRegistry.prototype, 'openAnyhow')],
])('does not open on a full disk %s, calls nothing damaged, and opens when there is room', async (_, spy) => {
  await (await setUp()).device.end();
  const { device } = openTab();
  const full = spy().mockRejectedValueOnce(new DOMException('full', 'QuotaExceededError'));
  expect(await device.unlock('nurse', PASSPHRASE)).toEqual({ kind: 'no-room' });
  expect((await device.vaultState()).kind).toBe('locked');
  full.mockRestore();
  expect((await device.unlock('nurse', PASSPHRASE)).kind).toBe('open');
  expect((await device.caseload()).cards).toHaveLength(2);
});

it('warns when packs have gone from the disk under it', async () => {
  await (await setUp()).device.end();
  const names = (await indexedDB.databases()).map(({ name }) => name ?? '');
  const packs = names.find((name) => /^doorstep-[0-9a-f]{32}$/.test(name)) ?? '';
  await new Promise((resolve) => {
    indexedDB.deleteDatabase(packs).addEventListener('success', resolve);
  });
  server.fault = () => Promise.reject(new TypeError('no signal'));
  const { device } = openTab();
  await device.unlock('nurse', PASSPHRASE);
  expect((await device.status()).warnings.map(({ code }) => code)).toContain('pack-damaged');
});

it('says that the program is not whole where a part of it is missing, and not that the storage is damaged', async () => {
  const first = await setUp();
  await first.device.end();
  vi.doMock('./open-device', () => {
    throw new Error('not kept, and no network');
  });
  try {
    const { device: reopened } = openTab();
    expect(await reopened.unlock('nurse', 'another passphrase')).toMatchObject({ kind: 'wrong' });
    expect(await reopened.unlock('nurse', PASSPHRASE)).toEqual({ kind: 'not-whole' });
    expect(await reopened.vaultState()).toMatchObject({ kind: 'locked', damaged: [] });
    await reopened.end();
  } finally {
    vi.doUnmock('./open-device');
  }
  const { device: whole } = openTab();
  expect((await whole.unlock('nurse', PASSPHRASE)).kind).toBe('open');
});

describe('a vault that can not be read', () => {
  it.each([
    { gone: 'the vault', damage: damageVaults },
    { gone: 'the strength of its lock', damage: weakenLock },
    { gone: 'all of IndexedDB', damage: freshDisk },
  ])('is begun again: what was sealed and not sent is sent all the same ($gone)', async ({ damage }) => {
    const { device } = await setUp();
    journals.fault = () => Promise.reject(new TypeError('no signal'));
    const saved = await device.save(NOTE);
    await device.end();
    await damage();
    await forgetCopies();

    const again = openTab();
    expect(await again.device.vaultState()).toMatchObject({ kind: 'damaged', damaged: ['Amara Okafor'] });
    const [before, name] = [
      server.journalBase,
      `${server.journalBase}-${new Date().toISOString().slice(0, 7)}`,
    ];
    server.journalBase = `j${crypto.randomUUID().replaceAll('-', '')}`;
    expect((await again.device.createVault(PASSPHRASE)).kind).toBe('open');
    journals.fault = undefined;
    for (let round = 0; round < 2; round += 1) await again.device.sync();

    expect(before).not.toBe(server.journalBase);
    const there = await journals.journal(name).allDocs();
    const entryId = saved.kind === 'saved' ? saved.entryId : '';
    expect(there.rows.map(({ id }) => id)).toContain(`entry:${entryId}`);
    expect((await again.device.outbox()).map((item) => item.entryId)).toContain(entryId);
    expect((await again.device.caseload()).cards).toHaveLength(2);
    expect((await again.device.status()).lost).toBeUndefined();
  });
});

/** What the passphrase has to be stretched by is less than the least that is used. */
async function weakenLock(): Promise<void> {
  const store = new VaultStore(new VaultCopies(browser.place));
  const { rows } = await store.findAll();
  for (const { userHash, kdf } of rows) await store.update(userHash, { kdf: { ...kdf, iterations: 1 } });
  store.close();
}

/** The second place of vaults, outside IndexedDB. */
async function forgetCopies(): Promise<void> {
  await new VaultCopies(browser.place).clear();
}

/** The row of each vault is gone, as after a damage of the disk. */
async function damageVaults(): Promise<void> {
  await new Promise((resolve) => {
    indexedDB.deleteDatabase('doorstep-vaults').addEventListener('success', resolve);
  });
}

describe('a vault whose second place is whole', () => {
  it.each([
    { gone: 'its row', damage: damageVaults },
    { gone: 'all of IndexedDB', damage: freshDisk },
  ])(
    'opens with no network and its passphrase, and what was not sent is sent ($gone)',
    async ({ damage }) => {
      const { device } = await setUp();
      journals.fault = () => Promise.reject(new TypeError('no signal'));
      const saved = await device.save(NOTE);
      if (saved.kind !== 'saved') throw new Error(saved.kind);
      await device.end();
      await damage();

      server.fault = () => Promise.reject(new TypeError('no signal'));
      const { device: again } = openTab();
      expect(await again.vaultState()).toMatchObject({ kind: 'locked', damaged: [] });
      expect(await again.unlock('nurse', 'another passphrase')).toMatchObject({ kind: 'wrong' });
      expect((await again.unlock('nurse', PASSPHRASE)).kind).toBe('open');
      expect((await again.outbox()).map(({ entryId, state }) => [entryId, state])).toEqual([
        [saved.entryId, 'on-device'],
      ]);

      server.fault = undefined;
      journals.fault = undefined;
      for (let round = 0; round < 2; round += 1) await again.sync();
      const there = await journals
        .journal(`${server.journalBase}-${new Date().toISOString().slice(0, 7)}`)
        .allDocs();
      expect(there.rows.map(({ id }) => id)).toContain(`entry:${saved.entryId}`);
      expect((await again.caseload()).cards).toHaveLength(2);
      expect((await again.status()).lost).toBeUndefined();
    },
  );
});

it('a server that has forgotten this device, restored from a backup of before it came, is told of it again', async () => {
  const { device } = await setUp();
  await device.sync();
  const registered = () => server.asked.filter((address) => address === '/api/devices').length;
  const before = registered();
  journals.fault = () =>
    registered() > before ? undefined : Response.json({ error: 'forbidden' }, { status: 403 });
  const saved = await device.save(NOTE);
  if (saved.kind !== 'saved') throw new Error(saved.kind);
  for (let round = 0; round < 2; round += 1) await device.sync();
  expect(registered()).toBe(before + 1);
  const name = `${server.journalBase}-${new Date().toISOString().slice(0, 7)}`;
  const { rows } = await journals.journal(name).allDocs();
  expect(rows.map(({ id }) => id)).toContain(`entry:${saved.entryId}`);
});

describe('how the device is', () => {
  it('is told with counts, times and versions, and with nothing of a patient, open and locked', async () => {
    const { device } = await setUp();
    journals.fault = () => Promise.reject(new TypeError('no signal'));
    await device.save(NOTE);
    const open = await device.health();
    expect(open).toMatchObject({
      locked: false,
      unfiled: 1,
      packs: 2,
      versions: { app: '0.1.0', server: '9.9.9' },
    });
    await device.end();
    const locked = await openTab().device.health();
    expect(locked).toMatchObject({ locked: true, unfiled: 1, oldestUnfiled: open.oldestUnfiled, lost: 0 });
    const told = JSON.stringify([open, locked]);
    for (const word of ['wombat', 'estperson', 'Ada', '1941', 'Amara', patientIdOf(1), server.journalBase]) {
      expect(told).not.toContain(word);
    }
  });
});

describe('a full disk', () => {
  it('offers packs to free, those who are not visited today first, and never an entry', async () => {
    const { device } = await setUp();
    const today = new Intl.DateTimeFormat('en-CA', {
      timeZone: 'Europe/London',
      dateStyle: 'short',
    }).format();
    const visit = {
      id: 'v1',
      patientId: patientIdOf(1),
      date: today,
      time: '09:00',
      minutes: 20,
      place: 'Home',
    };
    server.caseload = { ...server.caseload, visits: [{ ...visit, reason: 'Dressing', due: [] }] };
    await device.sync();
    const saved = await device.save(NOTE);
    const offered = await device.storedPacks();
    expect(offered.map(({ patientId, visitToday }) => [patientId, visitToday])).toEqual([
      [patientIdOf(2), false],
      [patientIdOf(1), true],
    ]);
    expect(offered.every(({ bytes }) => bytes > 100)).toBe(true);
    expect(await device.freePacks([patientIdOf(2)])).toEqual({ kind: 'freed' });
    expect((await device.storedPacks()).map(({ patientId }) => patientId)).toEqual([patientIdOf(1)]);
    expect(saved.kind).toBe('saved');
    expect(await device.outbox()).toHaveLength(1);
  });
});
