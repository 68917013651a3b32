import { afterEach, beforeEach, expect, it } from 'vitest';
import { covers, endOf } from '../../src/lib/record/lease/rules';
import { readLease, readNotice, signerOf } from '../../src/lib/record/lease/signed';
import { openSpare } from '../../src/lib/record/lease/spare';
import { Leases } from '../../src/lib/server/lease/leases';
import { signingKeyOf } from '../../src/lib/server/lease/signing-key';
import type { Store } from '../../src/lib/server/store/store';
import { describeStores } from '../support/stores';

const ADA = `j${'a'.repeat(24)}`;
const BEN = `j${'b'.repeat(24)}`;
const DAY_MS = 86_400_000;
const keysOf = (seed: number) => ({
  secret: (purpose: string) => Buffer.from(purpose.padEnd(32, String(seed)).slice(0, 32)),
});

describeStores('a lease', (open) => {
  let store: Store;
  let now: Date;
  let leases: Leases;

  const openLeases = () => Leases.open({ store, keys: keysOf(1), hours: 72, now: () => now });
  beforeEach(async () => {
    store = await open();
    now = new Date('2026-11-28T08:00:00.000Z');
    leases = await openLeases();
  });
  afterEach(() => store.close());

  it('names its enrolment and when it ends, signed by the key that every server with these keys has', async () => {
    const { given } = await leases.grant(ADA);
    const { public: signer } = await signingKeyOf(keysOf(1));
    const lease = await readLease(given.signed, signer);
    expect(lease).toEqual({
      enrolment: ADA,
      iat: now.getTime() / 1000,
      exp: now.getTime() / 1000 + 72 * 3_600,
    });
    expect(await readLease(given.signed, (await signingKeyOf(keysOf(2))).public)).toBeUndefined();
    expect(await readNotice(given.signed, signer)).toBeUndefined();
    expect(await readLease('no.such.thing', signer)).toBeUndefined();
  });

  it('comes with the same key each time, and with another for everybody else', async () => {
    const key = async (of: string) => (await leases.grant(of)).given.key;
    expect(await key(ADA)).toBe(await key(ADA));
    expect(await key(ADA)).not.toBe(await key(BEN));
  });

  it('runs for as many hours as an administrator says, on every server', async () => {
    await leases.setHours(24);
    const { lease } = await (await openLeases()).grant(ADA);
    expect(lease.exp - lease.iat).toBe(24 * 3_600);
  });

  it('runs on by a notice, which opens its spare key, and no other way', async () => {
    const { lease, given } = await leases.grant(ADA);
    now = new Date(lease.exp * 1000 + DAY_MS);
    const until = new Date(now.getTime() + 3 * DAY_MS);
    const made = await leases.makeNotice(until);
    if (made.kind !== 'made') throw new Error(made.words);
    const notice = await readNotice(made.notice.signed, leases.signer);
    if (!notice) throw new Error('it was signed by this key');
    expect(endOf(lease, notice)).toBe(until.getTime());
    const opened = await Promise.all(Object.values(notice.keys).map((key) => openSpare(given.spare, key)));
    expect(opened).toContain(given.key);
    const other = await Leases.open({ store, keys: keysOf(2), hours: 72, now: () => now });
    const strange = await other.makeNotice(until);
    if (strange.kind !== 'made') throw new Error(strange.words);
    expect(await readNotice(strange.notice.signed, leases.signer)).toBeUndefined();
    for (const key of Object.values(strange.notice.keys))
      expect(await openSpare(given.spare, key)).toBeUndefined();
  });

  it('that ended more than a week before the notice does not run on', async () => {
    const { lease } = await leases.grant(ADA);
    const notice = { iat: lease.exp + 7 * 86_400, exp: lease.exp + 8 * 86_400, keys: {} };
    expect(covers(notice, lease)).toBe(true);
    expect(covers({ ...notice, iat: notice.iat + 1 }, lease)).toBe(false);
    expect(endOf(lease, { ...notice, iat: notice.iat + 1 })).toBe(lease.exp * 1000);
  });

  it('does not run on by a notice that leaves it out, and all others do', async () => {
    const [ada, ben] = [(await leases.grant(ADA)).lease, (await leases.grant(BEN)).lease];
    const made = await leases.makeNotice(new Date(ada.exp * 1000 + DAY_MS), [ADA]);
    if (made.kind !== 'made') throw new Error(made.words);
    const notice = await readNotice(made.notice.signed, leases.signer);
    if (!notice) throw new Error('it was signed by this key');
    expect([covers(notice, ada), endOf(ada, notice)]).toEqual([false, ada.exp * 1000]);
    expect([covers(notice, ben), endOf(ben, notice)]).toEqual([true, notice.exp * 1000]);
    expect(JSON.stringify(notice)).not.toContain(ADA);
  });

  it('of two notices made in one second, the second is the later one', async () => {
    const until = new Date(now.getTime() + DAY_MS);
    await leases.makeNotice(until);
    const { iat: first = 0 } = (await leases.notice()) ?? {};
    await leases.makeNotice(until);
    expect((await leases.notice())?.iat).toBe(first + 1);
  });
});

it('the key that a vault pins with the server’s other one is found there, and none where there is none', () => {
  const key = { kid: 'k', kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;
  expect(signerOf({ ...key, signs: key })).toEqual(key);
  expect(signerOf(key)).toBeUndefined();
  expect(signerOf({ ...key, signs: 'something' })).toBeUndefined();
});
