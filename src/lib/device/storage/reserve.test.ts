import { beforeEach, expect, it, vi } from 'vitest';
import { MemoryCaches } from '../../../../tests/support/device/memory-caches';
import { compress } from '../gzip';
import { CacheReserve } from './reserve';

let room: number;
let caches: MemoryCaches;
const storage = {
  estimate: () => Promise.resolve({ usage: 0, quota: room }),
  persisted: () => Promise.resolve(true),
};

beforeEach(() => {
  room = 1_000_000_000;
  caches = new MemoryCaches();
  vi.stubGlobal('caches', caches);
});

it('is missing until it is laid in, and again when it was given up', async () => {
  const reserve = new CacheReserve(storage);
  expect(await reserve.missing()).toBe(8_000_000);
  await reserve.ensure();
  expect(await reserve.missing()).toBe(0);
  expect(await new CacheReserve(storage).missing()).toBe(0);
  await reserve.release();
  expect(await reserve.missing()).toBe(8_000_000);
});

it('is not laid in where there is no room for it', async () => {
  room = 57_999_999;
  const reserve = new CacheReserve(storage);
  await reserve.ensure();
  expect(await reserve.missing()).toBe(8_000_000);
});

it('takes its room on a disk that compresses, too, and is another each time', async () => {
  const laid: Uint8Array<ArrayBuffer>[] = [];
  for (let i = 0; i < 2; i++) {
    const reserve = new CacheReserve(storage);
    await reserve.ensure();
    const found = await (await caches.open('doorstep-reserve')).match('/.reserve');
    laid.push(new Uint8Array((await found?.arrayBuffer()) ?? new ArrayBuffer()));
    await reserve.release();
  }
  const [one, other] = laid;
  if (!one || !other) throw new Error('nothing was laid in');
  expect(one.length).toBe(8_000_000);
  expect((await compress(one)).length).toBeGreaterThan(7_900_000);
  expect(one.subarray(0, 16)).not.toEqual(other.subarray(0, 16));
});
