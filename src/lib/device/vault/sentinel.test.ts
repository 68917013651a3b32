import { expect, it, vi } from 'vitest';
import { FakeLocks, MemoryPlace } from '../../../../tests/support/device/world';
import { Sentinel } from './sentinel';

it('keeps what several note at the same time, in whatever tab', async () => {
  const [place, { manager }] = [new MemoryPlace(), new FakeLocks()];
  const [sentinel, inAnotherTab] = [new Sentinel(place, manager), new Sentinel(place, manager)];
  await Promise.all([
    sentinel.update('a', { packs: 300 }),
    inAnotherTab.update('a', { drafts: 1 }),
    sentinel.update('a', { sealed: true }),
  ]);
  expect(await sentinel.find('a')).toEqual({ packs: 300, drafts: 1, sealed: true });
});

it('tells who could not note something, and goes on', async () => {
  const place = new MemoryPlace();
  const sentinel = new Sentinel(place, new FakeLocks().manager);
  vi.spyOn(place, 'save').mockRejectedValueOnce(new Error('full'));
  await expect(sentinel.update('a', { packs: 1 })).rejects.toThrow('full');
  await sentinel.update('a', { packs: 2 });
  expect(await sentinel.find('a')).toEqual({ packs: 2 });
});
