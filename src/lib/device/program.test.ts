import { beforeEach, expect, it, vi } from 'vitest';
import { freshDisk } from '../../../tests/support/device/world';
import { Program } from './program';

beforeEach(freshDisk);

it('is whole when every part of it can be had, and not when one can’t be fetched', async () => {
  expect(await new Program().isWhole()).toBe(true);
  vi.resetModules();
  vi.doMock('./open-device', () => {
    throw new Error('not kept, and no network');
  });
  const { Program: Cut } = await import('./program');
  expect(await new Cut().isWhole()).toBe(false);
  vi.doUnmock('./open-device');
});
