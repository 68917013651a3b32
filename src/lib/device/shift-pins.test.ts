import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeChannel } from '../../../tests/support/device/fake-channel';
import { ShiftPins } from './shift-pins';
import { makePinHalf } from './vault/derive';
import type { PinLock } from './vault/pin';

const USER = 'a'.repeat(32);
const HOURS = 3_600_000;
let lock: PinLock;
let now: number;
const open: ShiftPins[] = [];

beforeEach(async () => {
  vi.stubGlobal('BroadcastChannel', FakeChannel);
  now = 1_000_000 * HOURS;
  const kdf = {
    algorithm: 'argon2id' as const,
    memoryKiB: 65_536,
    iterations: 3,
    parallelism: 1,
    salt: 'c2FsdA',
  };
  lock = { kdf, half: await makePinHalf(), dataKey: { iv: 'aXY', bytes: 'Ynl0ZXM' }, chosenAt: now };
});

afterEach(() => {
  for (const pins of open.splice(0)) pins.close();
  vi.unstubAllGlobals();
});

function start(parts: Partial<ConstructorParameters<typeof ShiftPins>[0]> = {}): ShiftPins {
  const pins = new ShiftPins({ now: () => now, ...parts });
  open.push(pins);
  return pins;
}

const known = (pins: ShiftPins) =>
  vi.waitFor(() => {
    expect(pins.find(USER)).toBeDefined();
  });
const unknown = (pins: ShiftPins) =>
  vi.waitFor(() => {
    expect(pins.find(USER)).toBeUndefined();
  });

describe('the lock of a shift PIN', () => {
  it('outlives the data worker in a keeper, and is handed to the next one, with a half that can not be read', async () => {
    const keeper = start({ keeps: true });
    const first = start();
    first.keep(USER, lock);
    await known(keeper);
    first.close();
    const told = vi.fn();
    const next = start({ onChange: told });
    next.ask();
    await known(next);
    expect(told).toHaveBeenCalled();
    expect(next.find(USER)).toMatchObject({ dataKey: lock.dataKey, chosenAt: lock.chosenAt });
    await expect(crypto.subtle.exportKey('raw', next.find(USER)?.half as CryptoKey)).rejects.toThrow();
  });

  it('ends with the last keeper: a worker that begins later finds none', async () => {
    const keeper = start({ keeps: true });
    const worker = start();
    worker.keep(USER, lock);
    await known(keeper);
    keeper.close();
    const next = start();
    next.ask();
    // Whoever would have answered this has answered the question before it.
    const after = start({ keeps: true });
    after.keep('b'.repeat(32), lock);
    await vi.waitFor(() => {
      expect(next.find('b'.repeat(32))).toBeDefined();
    });
    expect(next.find(USER)).toBeUndefined();
  });

  it('is forgotten everywhere at once, of this user only', async () => {
    const keepers = [start({ keeps: true }), start({ keeps: true })];
    const worker = start();
    worker.keep('b'.repeat(32), lock);
    worker.keep(USER, lock);
    await Promise.all(keepers.map(known));
    worker.forget(USER);
    await Promise.all(keepers.map(unknown));
    expect(keepers.map((keeper) => keeper.find('b'.repeat(32)) !== undefined)).toEqual([true, true]);
  });

  it('ends after a shift of twelve hours', () => {
    const keeper = start({ keeps: true });
    keeper.keep(USER, lock);
    now += 12 * HOURS;
    expect(keeper.find(USER)).toBeDefined();
    now += 1;
    expect(keeper.find(USER)).toBeUndefined();
  });

  it('ends after twelve hours too when the clock is turned back', () => {
    vi.useFakeTimers();
    try {
      const keeper = start({ keeps: true });
      keeper.keep(USER, lock);
      now -= 48 * HOURS;
      vi.advanceTimersByTime(12 * HOURS - 1);
      expect(keeper.find(USER)).toBeDefined();
      vi.advanceTimersByTime(1);
      expect(keeper.find(USER)).toBeUndefined();
    } finally {
      vi.useRealTimers();
    }
  });
});
