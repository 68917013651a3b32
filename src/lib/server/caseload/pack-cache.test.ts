import { expect, it } from 'vitest';
import { PackCache } from './pack-cache';

it('finds a pack only for its patient, its version and its view', async () => {
  const cache = new PackCache();
  void cache.keep('p1', '3.a', 'whole');
  expect(await cache.find('p1', '3.a')).toBe('whole');
  expect(await cache.find('p1', '3.a~reduced')).toBeUndefined();
  expect(await cache.find('p1', '4.b')).toBeUndefined();
  expect(await cache.find('p2', '3.a')).toBeUndefined();
});

it('lets go of what was used longest ago when there is no room', async () => {
  const cache = new PackCache(10);
  void cache.keep('p1', '1', 'aaaa');
  void cache.keep('p2', '1', 'bbbb');
  await cache.find('p1', '1');
  void cache.keep('p3', '1', 'cccc');
  expect(await cache.find('p2', '1')).toBeUndefined();
  expect(await cache.find('p1', '1')).toBe('aaaa');
  expect(await cache.find('p3', '1')).toBe('cccc');
});

it('counts what is kept anew once, and does not keep what is larger than its room', async () => {
  const cache = new PackCache(10);
  for (let i = 0; i < 5; i++) void cache.keep('p1', '1', 'aaaa');
  void cache.keep('p2', '1', 'bbbb');
  void cache.keep('p3', '1', 'c'.repeat(11));
  expect(await cache.find('p1', '1')).toBe('aaaa');
  expect(await cache.find('p2', '1')).toBe('bbbb');
  expect(await cache.find('p3', '1')).toBeUndefined();
});
