import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  BEYOND,
  BY_ACCOUNT,
  BY_ADDRESS,
  ENROLLING,
  limitsFor,
  OFFICE,
  UNKNOWN,
} from '../../src/lib/server/http/limits';
import { RateLimits, type Limit } from '../../src/lib/server/http/rate-limits';
import type { Store } from '../../src/lib/server/store/store';
import { describeStores, openTestStore } from '../support/stores';

const LIMIT: Limit = { name: 'test', most: 50, seconds: 60 };

describeStores('rate limits', (open) => {
  let store: Store;
  let clock: Date;
  const process = () => RateLimits.open(store, () => clock);

  beforeEach(async () => {
    store = await open();
    clock = new Date('2026-11-22T08:00:00Z');
  });
  afterEach(() => store.close());

  async function allowed(by: readonly RateLimits[], tries: number, key = 'nurse'): Promise<number> {
    const answers = await Promise.all(
      Array.from({ length: tries }, async (_, n) => by[n % by.length]?.take(LIMIT, key)),
    );
    return answers.filter((answer) => answer === true).length;
  }

  it('let through as many as they say, and again in the next window', async () => {
    const one = await process();
    expect(await allowed([one], 80)).toBe(50);
    expect(await allowed([one], 10, 'another')).toBe(10);
    clock = new Date('2026-11-22T08:01:00Z');
    expect(await allowed([one], 80)).toBe(50);
  });

  it('hold across processes, and over a restart', async () => {
    const two = [await process(), await process()];
    expect(await allowed(two, 200)).toBe(50);
    expect(await allowed([await process()], 10)).toBe(0);
  });
});

it('count a request for whoever can be made out, and files and health for nobody', () => {
  const from = { address: '192.0.2.1' };
  const of = (method: string, path: string, userId?: string) =>
    limitsFor({ method, path }, { ...from, userId }).map(({ limit, key }) => [limit, key]);
  expect(of('GET', '/sign-in', 'nurse')).toEqual([[BY_ADDRESS, '192.0.2.1']]);
  expect(of('GET', '/api/caseload')).toEqual([[UNKNOWN, '192.0.2.1']]);
  expect(of('GET', '/api/caseload', 'nurse')).toEqual([[BY_ACCOUNT, 'nurse']]);
  expect(of('POST', '/api/devices', 'nurse')).toEqual([
    [BY_ACCOUNT, 'nurse'],
    [ENROLLING, 'nurse'],
  ]);
  for (const path of ['/api/claims', '/api/emergency/find']) {
    expect(of('POST', path, 'nurse')).toEqual([
      [BY_ACCOUNT, 'nurse'],
      [BEYOND, 'nurse'],
    ]);
  }
  expect(of('GET', '/privacy/csv', 'officer')).toEqual([
    [BY_ACCOUNT, 'officer'],
    [OFFICE, 'officer'],
  ]);
  expect([of('GET', '/health'), of('GET', '/_app/x.js'), of('GET', '/')]).toEqual([[], [], []]);
});

it('nobody goes through numbers or names of patients who are on no list of theirs', async () => {
  const store = await openTestStore();
  const limits = await RateLimits.open(store, () => new Date('2026-11-22T08:00:00Z'));
  let found = 0;
  for (let n = 0; n < 200; n++) {
    const asked = limitsFor(
      { method: 'POST', path: '/api/claims' },
      { address: '192.0.2.1', userId: 'nurse' },
    );
    const taken = await Promise.all(asked.map(({ limit, key }) => limits.take(limit, key)));
    if (taken.every(Boolean)) found++;
  }
  await store.close();
  expect(found).toBe(100);
});
