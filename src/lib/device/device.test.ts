import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { actsAudited } from '../../../tests/support/device/audited';
import { receiptFor } from '../../../tests/support/device/entries';
import { NOTE, NursesTablet, PASSPHRASE } from '../../../tests/support/device/nurses-tablet';
import { keyPair } from '../../../tests/support/device/open-vault';
import { patientIdOf } from '../../../tests/support/device/packs';
import { readWholeDisk } from '../../../tests/support/device/world';
import type { EntryDoc } from '../record/journal-docs';
import type { Device } from './device';
import { VaultStore } from './vault/vault-store';

vi.mock('hash-wasm', () => import('../../../tests/support/device/quick-argon'));

/** A busy machine derives keys slowly. */
const PATIENCE = { timeout: 10_000 };

let tablet: NursesTablet;
let server: NursesTablet['server'];
let journals: NursesTablet['journals'];

beforeEach(async () => {
  tablet = await NursesTablet.fresh();
  ({ server, journals } = tablet);
});

afterEach(() => tablet.browser.close());

const openTab = () => tablet.openTab();
const setUp = () => tablet.setUp();

async function fileAll(): Promise<void> {
  const there = tablet.journal;
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

  it('registers first, and asks for the lease and the caseload while the lock is made: once each', async () => {
    const { device } = openTab();
    let askedBefore: string[] | undefined;
    server.fault = async (address) => {
      if (address !== '/api/devices') return undefined;
      await new Promise((resolve) => setTimeout(resolve, 20));
      askedBefore ??= [...server.asked];
      return undefined;
    };
    await device.createVault(PASSPHRASE);
    expect(askedBefore).toEqual(['/api/session', '/api/devices']);
    expect(server.asked.slice(0, 4)).toEqual(['/api/session', '/api/devices', '/api/lease', '/api/caseload']);
    await device.sync();
    expect(server.asked.filter((address) => address === '/api/caseload')).toHaveLength(1);
    expect((await device.caseload()).cards).toHaveLength(2);
  });

  it('is given nothing where it is refused: this device was reported lost', async () => {
    server.order = 'wipe';
    const { device } = openTab();
    expect((await device.createVault(PASSPHRASE)).kind).toBe('failed');
    expect(server.asked).toEqual(['/api/session', '/api/devices']);
  });

  it('lays the reserve in after the first packs, for which it leaves its room', async () => {
    const { browser } = tablet;
    let askedBefore: string[] = [];
    browser.reserve.ensure = () => Promise.resolve(void (askedBefore = [...server.asked]));
    browser.reserve.missing = () => Promise.resolve(8_000_000);
    browser.room = 50_000_000 + 8_000_000;
    const { device } = await setUp();
    await vi.waitFor(() => {
      expect(askedBefore).toContain('/api/packs');
    });
    expect((await device.status()).warnings).toEqual([]);
  });

  it('takes no packs into the room of the reserve', async () => {
    tablet.browser.reserve.missing = () => Promise.resolve(8_000_000);
    tablet.browser.room = 50_000_000 + 7_999_999;
    const { device } = await setUp();
    expect((await device.caseload()).cards).toEqual([]);
    expect((await device.status()).warnings).toMatchObject([{ code: 'disk-full' }]);
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
    expect(await actsAudited(server, tablet.serverKey)).toMatchObject([
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
    // After the answer.
    await vi.waitFor(() => {
      expect(events.map(({ kind }) => kind)).toContain('journal-waiting');
    });
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
    const unfiled = await openTab().device.lockedUnfiled();
    expect(unfiled).toEqual({ unfiled: 1, oldestUnfiled: open.oldestUnfiled, alarmHours: 24 });
    const told = JSON.stringify([open, locked, unfiled]);
    for (const word of ['wombat', 'estperson', 'Ada', '1941', 'Amara', patientIdOf(1), server.journalBase]) {
      expect(told).not.toContain(word);
    }
  });
});
