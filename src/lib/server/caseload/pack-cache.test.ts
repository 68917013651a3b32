import { expect, it } from 'vitest';
import { PackCache } from './pack-cache';

it('finds a pack only for its patient, its version and its view', () => {
  const cache = new PackCache();
  cache.keep('p1', '3.a', 'whole');
  expect(cache.find('p1', '3.a')).toBe('whole');
  expect(cache.find('p1', '3.a~reduced')).toBeUndefined();
  expect(cache.find('p1', '4.b')).toBeUndefined();
  expect(cache.find('p2', '3.a')).toBeUndefined();
});

it('lets go of what was used longest ago when there is no room', () => {
  const cache = new PackCache(10);
  cache.keep('p1', '1', 'aaaa');
  cache.keep('p2', '1', 'bbbb');
  cache.find('p1', '1');
  cache.keep('p3', '1', 'cccc');
  expect(cache.find('p2', '1')).toBeUndefined();
  expect(cache.find('p1', '1')).toBe('aaaa');
  expect(cache.find('p3', '1')).toBe('cccc');
});

it('counts what is kept anew once, and does not keep what is larger than its room', () => {
  const cache = new PackCache(10);
  for (let i = 0; i < 5; i++) cache.keep('p1', '1', 'aaaa');
  cache.keep('p2', '1', 'bbbb');
  cache.keep('p3', '1', 'c'.repeat(11));
  expect(cache.find('p1', '1')).toBe('aaaa');
  expect(cache.find('p2', '1')).toBe('bbbb');
  expect(cache.find('p3', '1')).toBeUndefined();
});
