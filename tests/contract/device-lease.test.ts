import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTestStore } from '../support/stores';
import { keyPair, testVault } from '../support/device/open-vault';
import { packOf, patientIdOf } from '../support/device/packs';
import { freshDisk } from '../support/device/world';
import type { Act } from '../../src/lib/record/audit-event';
import { Leases } from '../../src/lib/server/lease/leases';
import type { Store } from '../../src/lib/server/store/store';
import { FloorClock } from '../../src/lib/device/floor-clock';
import { sealBlock } from '../../src/lib/device/packs/block';
import { forgetPatients } from '../../src/lib/device/packs/forget-patients';
import { PackDb } from '../../src/lib/device/packs/pack-db';
import { PackStore } from '../../src/lib/device/packs/pack-store';
import type { OpenVault } from '../../src/lib/device/vault/open-vault';
import { NOTHING_KEPT } from '../../src/lib/device/vault/sentinel';
import { VaultLease } from '../../src/lib/device/lease/lease';
import { LeaseWatch } from '../../src/lib/device/lease/lease-watch';
import { Notices } from '../../src/lib/device/lease/notices';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

let store: Store;
let vault: OpenVault;
let db: PackDb;
let leases: Leases;
let lease: VaultLease;
let packs: PackStore;
/** The server's time, what the tablet's clock says beyond it, and what its processor counts. */
let time: number;
let wrongBy: number;
let tick: number;
let kept: string | undefined;
let keptAt: string | undefined;
let recorded: string[];
/** When each of them was, as it says. */
let happened: (string | undefined)[];

const keysOf = (seed: string) => ({ secret: (of: string) => Buffer.from(of.padEnd(32, seed).slice(0, 32)) });
const openLeases = (seed: string) =>
  Leases.open({ store, keys: keysOf(seed), hours: 72, now: () => new Date(time) });

beforeEach(async () => {
  await freshDisk();
  store = await openTestStore();
  [recorded, happened] = [[], []];
  [time, wrongBy, tick] = [Date.parse('2026-11-28T08:00:00.000Z'), 0, 0];
  kept = keptAt = undefined;
  leases = await openLeases('1');
  vault = await testVault({ ...(await keyPair()).publicKey, signs: leases.signer });
  await start();
});
afterEach(async () => {
  db.close();
  await store.close();
});

const place = {
  findNotice: () => Promise.resolve(kept),
  findNoticeTime: () => Promise.resolve(keptAt),
  saveNotice: (signed: string, takenAt: string) => Promise.resolve(void ([kept, keptAt] = [signed, takenAt])),
};

/** The program starts: whatever it held in memory is gone. */
async function start(): Promise<void> {
  (db as PackDb | undefined)?.close();
  db = new PackDb(vault.userHash);
  const now = () => time + wrongBy;
  const seen = () => lease.seen;
  const clock = new FloorClock({ now, offset: () => 0, monotonic: () => tick, seen });
  const notices = new Notices(place);
  const record = (act: Act) => {
    happened.push(act.happened);
    return Promise.resolve(recorded.push(act.kind));
  };
  lease = new VaultLease({ vault, db, clock, notices, record });
  await lease.load();
  packs = new PackStore(db, vault, lease);
  await packs.load();
}

function pass(ms: number): void {
  time += ms;
  tick += ms;
}

async function given(): Promise<void> {
  expect(await lease.keep((await leases.grant(vault.journalBase)).given)).toBe(true);
  await packs.save([packOf(1)]);
  await lease.markWhole();
}

async function noticeUntil(ms: number, by = leases): Promise<string> {
  const made = await by.makeNotice(new Date(ms));
  if (made.kind !== 'made') throw new Error(made.words);
  return made.notice.signed;
}

const look = () => new LeaseWatch(lease, () => packs.load().then(() => undefined)).look();
const found = async () => (await packs.find(patientIdOf(1))).kind;

describe('when the user has left the organisation', () => {
  it('the lease goes with its key and its spare: no notice opens anything again', async () => {
    await given();
    const expected: unknown[] = [];
    const update = (_: string, change: object) => Promise.resolve(void expected.push(change));
    expect(await forgetPatients(db, vault.userHash, { update })).toBe(true);
    expect(await db.meta.toCollection().primaryKeys()).toEqual(['clock']);
    expect(expected).toEqual([NOTHING_KEPT]);
    await lease.load();
    await lease.keepNotice(await noticeUntil(time + DAY_MS));
    await packs.load();
    expect([packs.held.size, await found()]).toEqual([0, 'none']);
    await start();
    expect([packs.held.size, await found()]).toEqual([0, 'none']);
    expect(await forgetPatients(db, vault.userHash, { update })).toBe(false);
  });
});

describe('when a lease ends', () => {
  it('its key goes from memory and disk, and with the vault’s own key nothing of a patient can be read', async () => {
    await given();
    pass(72 * HOUR_MS);
    expect([lease.ended, await found()]).toEqual([false, 'pack']);
    pass(1);
    await look();
    expect([lease.ended, await found(), packs.held.size]).toEqual([true, 'none', 0]);
    expect(await db.meta.get('lease-key')).toBeUndefined();
    expect((await new PackStore(db, vault).find(patientIdOf(1))).kind).toBe('damaged');
    await expect(packs.save([packOf(2)])).rejects.toThrow('The lease has ended');
  });

  it('goes also when the program starts only then; the next lease opens what is there', async () => {
    await given();
    pass(73 * HOUR_MS);
    await start();
    expect([lease.ended, await found()]).toEqual([true, 'none']);
    expect(await db.meta.get('lease-key')).toBeUndefined();
    await lease.keep((await leases.grant(vault.journalBase)).given);
    await packs.load();
    expect([lease.ended, await found(), packs.held.size]).toEqual([false, 'pack', 1]);
  });

  it('turning the clock back extends nothing: what passes is counted, also over a new start', async () => {
    await given();
    pass(71 * HOUR_MS);
    await lease.saveClock();
    wrongBy = -70 * HOUR_MS;
    await start();
    expect(lease.ended).toBe(false);
    tick += HOUR_MS + 1;
    expect(lease.ended).toBe(true);
    await look();
    wrongBy = -72 * HOUR_MS;
    await start();
    expect(lease.ended).toBe(true);
  });

  it('a clock that ran ahead ends it early, until the server says what time it is', async () => {
    await given();
    wrongBy = 100 * DAY_MS;
    expect(lease.ended).toBe(true);
    await look();
    wrongBy = 0;
    await start();
    expect(lease.ended).toBe(true);
    await given();
    expect([lease.ended, await found()]).toEqual([false, 'pack']);
  });
});

describe('whom it believes', () => {
  it('no lease of another vault, of another server, or that nobody signed', async () => {
    const own = (await leases.grant(vault.journalBase)).given;
    const [head, , signature] = own.signed.split('.');
    const claims = { enrolment: vault.journalBase, iat: time / 1000, exp: time / 1000 + 9e8 };
    const forged = [head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
    const other = (await (await openLeases('2')).grant(vault.journalBase)).given;
    const another = (await leases.grant(`j${'b'.repeat(24)}`)).given;
    for (const { signed } of [{ signed: forged }, other, another])
      expect(await lease.keep({ ...own, signed })).toBe(false);
    expect(lease.signed).toBe(false);
  });

  it('no notice that is forged, of another organisation, or over', async () => {
    await given();
    const { until } = lease;
    const good = await noticeUntil(time + 10 * DAY_MS);
    const strange = await noticeUntil(time + 10 * DAY_MS, await openLeases('2'));
    const given1 = (await leases.grant(vault.journalBase)).given.signed;
    for (const signed of [strange, good.slice(0, -8) + 'AAAAAAAA', given1, 'nothing']) {
      expect(await lease.keepNotice(signed)).toEqual({ kind: 'refused', reason: 'not-genuine' });
    }
    expect(lease.until).toBe(until);
    pass(11 * DAY_MS);
    expect(await lease.keepNotice(good)).toEqual({ kind: 'refused', reason: 'over' });
    expect(kept).toBeUndefined();
  });

  it('of two notices the later one, in whatever order they come and however often', async () => {
    await given();
    const first = await noticeUntil(time + 10 * DAY_MS);
    pass(HOUR_MS);
    const second = await noticeUntil(time + 5 * DAY_MS);
    expect((await lease.keepNotice(second)).kind).toBe('taken');
    const end = new Date(time + 5 * DAY_MS).toISOString();
    expect(lease.until).toBe(end);
    expect(await lease.keepNotice(first)).toEqual({ kind: 'refused', reason: 'older' });
    expect((await lease.keepNotice(second)).kind).toBe('taken');
    await start();
    expect([lease.until, lease.extended]).toEqual([end, true]);
  });
});

describe('an outage notice', () => {
  it('lets a lease run on beyond its end, and no longer than it says', async () => {
    await given();
    await lease.keepNotice(await noticeUntil(time + 5 * DAY_MS));
    pass(4 * DAY_MS);
    await look();
    expect(await found()).toBe('pack');
    pass(DAY_MS + 1);
    await look();
    expect([lease.ended, await found()]).toEqual([true, 'none']);
    await start();
    expect([lease.ended, await found()]).toEqual([true, 'none']);
  });

  it('opens again what had ended, without the server, also when it was kept while the vault was locked', async () => {
    await given();
    pass(4 * DAY_MS);
    await look();
    expect(await found()).toBe('none');
    kept = await noticeUntil(time + 2 * DAY_MS);
    await start();
    expect([lease.ended, await found()]).toEqual([false, 'pack']);
  });

  it('does not open what ended more than a week before it was made', async () => {
    await given();
    pass(11 * DAY_MS);
    await look();
    expect((await lease.keepNotice(await noticeUntil(time + DAY_MS))).kind).toBe('taken');
    expect([lease.ended, await found()]).toEqual([true, 'none']);
  });
});

describe('what is recorded', () => {
  it('the end of a lease, once, whether it comes while the vault is open or before it is', async () => {
    await given();
    pass(73 * HOUR_MS);
    await look();
    await look();
    await start();
    expect(recorded).toEqual(['lease-ended']);
    await given();
    pass(73 * HOUR_MS);
    await start();
    expect(recorded).toEqual(['lease-ended', 'lease-ended']);
  });

  it('with the time when it was, also when the vault was opened only later', async () => {
    await given();
    const { until } = lease;
    pass(90 * HOUR_MS);
    await start();
    const takenAt = new Date(time).toISOString();
    const notice = await noticeUntil(time + 10 * DAY_MS);
    expect((await new Notices(place).take(notice, [leases.signer], time)).kind).toBe('taken');
    pass(5 * HOUR_MS);
    expect((await new Notices(place).take(notice, [leases.signer], time)).kind).toBe('taken');
    await start();
    expect(recorded).toEqual(['lease-ended', 'notice-taken']);
    expect(happened).toEqual([until, takenAt]);
  });

  it('before its key goes: what is cut short there is not left out', async () => {
    await given();
    pass(73 * HOUR_MS);
    vi.spyOn(db.meta, 'delete').mockRejectedValueOnce(new Error('cut short'));
    await expect(look()).rejects.toThrow('cut short');
    expect(recorded).toEqual(['lease-ended']);
    await start();
    expect(await db.meta.get('lease-key')).toBeUndefined();
  });

  it('each notice once, however often it comes, also one that was kept while the vault was locked', async () => {
    await given();
    const first = await noticeUntil(time + 10 * DAY_MS);
    await lease.keepNotice(first);
    await lease.keepNotice(first);
    await given();
    await start();
    expect(recorded).toEqual(['notice-taken']);
    pass(HOUR_MS);
    kept = await noticeUntil(time + 5 * DAY_MS);
    await start();
    await start();
    expect(recorded).toEqual(['notice-taken', 'notice-taken']);
  });

  it('no notice that is refused, or that was over before this vault had a lease', async () => {
    kept = await noticeUntil(time + DAY_MS);
    pass(2 * DAY_MS);
    await given();
    await start();
    expect((await lease.keepNotice('nothing')).kind).toBe('refused');
    expect(recorded).toEqual([]);
  });
});

it('where nothing stands yet, nothing is to be sealed anew; where something does, it is', async () => {
  const { given } = await leases.grant(vault.journalBase);
  await packs.save([packOf(1)]);
  await lease.keep(given);
  expect(lease.isWhole).toBe(false);
  await db.packs.clear();
  await db.cards.clear();
  await db.meta.clear();
  await start();
  await lease.keep(given);
  expect(lease.isWhole).toBe(true);
  // With the data key, nothing opens any more: what was slipped in is not read.
  await new PackStore(db, vault).save([packOf(1)]);
  await start();
  expect(lease.isWhole).toBe(true);
  expect(await found()).not.toBe('pack');
});

it('what was stored before leases were signed can be read, is sealed anew, and then goes with the lease', async () => {
  await packs.save([packOf(1)]);
  expect(await lease.keep((await leases.grant(vault.journalBase)).given)).toBe(true);
  await start();
  expect(await found()).toBe('pack');
  await packs.sealAnew();
  await lease.markWhole();
  await start();
  expect(await found()).toBe('pack');
  expect((await new PackStore(db, vault).find(patientIdOf(1))).kind).toBe('damaged');
});

it('what was stored before each had a key of its own is still to be sealed anew', async () => {
  const { given } = await leases.grant(vault.journalBase);
  expect(await lease.keep(given)).toBe(true);
  // As an older version of the app left it: sealed under the lease, and nothing more to be done.
  const held = { signed: given.signed, spare: given.spare, whole: true };
  await db.meta.put({ key: 'lease', block: await sealBlock(vault.dataKey, held, `lease ${vault.userHash}`) });
  await start();
  expect(lease.isWhole).toBe(false);
  await lease.markWhole();
  await start();
  expect(lease.isWhole).toBe(true);
});
