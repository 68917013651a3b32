import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { keepTakingUp } from './take-up';

let stop: () => void;
const takeUp = vi.fn<() => Promise<void>>();

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, 'error').mockImplementation(() => undefined);
  takeUp.mockReset().mockResolvedValue(undefined);
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const rounds = async (ms: number): Promise<number> => {
  await vi.advanceTimersByTimeAsync(ms);
  return takeUp.mock.calls.length;
};

it('takes up at the start, and a store that is this server’s own not again', async () => {
  stop = keepTakingUp({ store: { kind: 'embedded' }, filing: { takeUp } });
  expect(await rounds(3_600_000)).toBe(1);
});

it('looks again and again for what another server left in a shared store, until it is stopped', async () => {
  stop = keepTakingUp({ store: { kind: 'couchdb' }, filing: { takeUp } });
  expect(await rounds(1_210_000)).toBe(3);
  stop();
  expect(await rounds(3_600_000)).toBe(3);
});

it.each(['embedded', 'couchdb'] as const)(
  'tries again when the journals can’t be listed (%s)',
  async (kind) => {
    takeUp.mockRejectedValueOnce(new Error('ECONNREFUSED'));
    stop = keepTakingUp({ store: { kind }, filing: { takeUp } });
    expect(await rounds(10_000)).toBe(2);
  },
);
