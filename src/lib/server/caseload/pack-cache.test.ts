import { expect, it } from 'vitest';
import { PackCache } from './pack-cache';

const packed = (text: string) => Buffer.from(text);
const found = async (cache: PackCache, patientId: string, version: string) => {
  const bytes = await cache.find(patientId, version);
  return bytes && Buffer.from(bytes).toString();
};

it('finds a pack only for its patient, its version and its view', async () => {
  const cache = new PackCache();
  void cache.keep('p1', '3.a', packed('whole'));
  expect(await found(cache, 'p1', '3.a')).toBe('whole');
  expect(await found(cache, 'p1', '3.a~reduced')).toBeUndefined();
  expect(await found(cache, 'p1', '4.b')).toBeUndefined();
  expect(await found(cache, 'p2', '3.a')).toBeUndefined();
});

it('lets go of what was used longest ago when there is no room', async () => {
  const cache = new PackCache(10);
  void cache.keep('p1', '1', packed('aaaa'));
  void cache.keep('p2', '1', packed('bbbb'));
  await cache.find('p1', '1');
  void cache.keep('p3', '1', packed('cccc'));
  expect(await found(cache, 'p2', '1')).toBeUndefined();
  expect(await found(cache, 'p1', '1')).toBe('aaaa');
  expect(await found(cache, 'p3', '1')).toBe('cccc');
});

it('counts what is kept anew once, and does not keep what is larger than its room', async () => {
  const cache = new PackCache(10);
  for (let i = 0; i < 5; i++) void cache.keep('p1', '1', packed('aaaa'));
  void cache.keep('p2', '1', packed('bbbb'));
  void cache.keep('p3', '1', packed('c'.repeat(11)));
  expect(await found(cache, 'p1', '1')).toBe('aaaa');
  expect(await found(cache, 'p2', '1')).toBe('bbbb');
  expect(await found(cache, 'p3', '1')).toBeUndefined();
});
