import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { JournalFetch } from './journal-fetch';

const ADDRESS = 'http://server.test/journals/j';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a round in which nothing happens any more', () => {
  it('is given up when nothing was asked for half a minute', async () => {
    const watched = new JournalFetch(ADDRESS, () => Promise.resolve(Response.json({})));
    const stalled = expect(watched.stalled).rejects.toThrow('does not answer');
    await watched.fetch(`${ADDRESS}/_changes`);
    await vi.advanceTimersByTimeAsync(30_000);
    await stalled;
  });

  it('is not given up while an answer is awaited, nor when it has ended', async () => {
    const onStall = vi.fn();
    let answer: (response: Response) => void = () => undefined;
    const watched = new JournalFetch(ADDRESS, () => new Promise((resolve) => (answer = resolve)));
    watched.stalled.catch(onStall);
    const asked = watched.fetch(`${ADDRESS}/_changes`);
    await vi.advanceTimersByTimeAsync(50_000);
    answer(Response.json({}));
    await asked;
    watched.stop();
    await vi.advanceTimersByTimeAsync(50_000);
    expect(onStall).not.toHaveBeenCalled();
  });
});
