import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { News } from './news';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function listening() {
  const sources: (EventTarget & { closed: boolean })[] = [];
  const heard = vi.fn();
  const news = new News(heard, () => {
    const source = Object.assign(new EventTarget(), { closed: false, close: () => (source.closed = true) });
    sources.push(source);
    return source as unknown as EventSource;
  });
  news.start();
  const say = (event: string) => sources.at(-1)?.dispatchEvent(new Event(event));
  return { news, sources, heard, say };
}

it('tells of each change', () => {
  const { heard, say } = listening();
  say('open');
  expect(heard).not.toHaveBeenCalled();
  say('changed');
  say('changed');
  expect(heard).toHaveBeenCalledTimes(2);
});

it('comes back after a break, more and more slowly, and then asks what it missed', async () => {
  const { sources, heard, say } = listening();
  for (const most of [1200, 2400, 4800, 9600, 18_000, 18_000]) {
    const before = sources.length;
    say('error');
    expect(sources.at(-1)?.closed).toBe(true);
    await vi.advanceTimersByTimeAsync(most);
    expect(sources).toHaveLength(before + 1);
  }
  say('open');
  expect(heard).toHaveBeenCalledOnce();
});

it('is silent after its end', async () => {
  const { news, sources, say } = listening();
  say('error');
  news.stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sources).toHaveLength(1);
});
