import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { newsStream } from './event-stream';
import type { Listener, News } from './news';

let listeners: Set<Listener>;
let news: News;
const now = new Date('2026-11-22T10:00:00.000Z');
const in1h = new Date('2026-11-22T11:00:00.000Z');

beforeEach(() => {
  vi.useFakeTimers();
  listeners = new Set();
  const listen = (listener: Listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  news = { listen } as Pick<News, 'listen'> as News;
});
afterEach(() => {
  vi.useRealTimers();
});

const changed = () => {
  for (const listener of listeners) listener.changed();
};
async function readAll(stream: ReadableStream<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>)
    text += new TextDecoder().decode(chunk);
  return text;
}

it('sends an event that browsers dispatch, and ends when the server closes', async () => {
  const stream = newsStream(news, 'ada', in1h, now);
  changed();
  for (const listener of listeners) listener.closed();
  expect(await readAll(stream)).toBe(': welcome\n\nevent: changed\ndata: {}\n\n');
  expect(listeners.size).toBe(0);
});

it('holds little for a reader who does not read', async () => {
  const stream = newsStream(news, 'ada', in1h, now);
  for (let i = 0; i < 1000; i += 1) changed();
  vi.advanceTimersByTime(10 * 60_000);
  for (const listener of listeners) listener.closed();
  expect((await readAll(stream)).length).toBeLessThan(200);
});

it('keeps a silent line open, and ends with the session', async () => {
  const stream = newsStream(news, 'ada', in1h, now);
  const reader = stream.getReader();
  await reader.read();
  vi.advanceTimersByTime(25_000);
  expect(new TextDecoder().decode((await reader.read()).value)).toBe(': ping\n\n');
  vi.advanceTimersByTime(3_600_000);
  await reader.read();
  expect((await reader.read()).done).toBe(true);
  expect(listeners.size).toBe(0);
});

it('leaves when its reader goes away', async () => {
  const stream = newsStream(news, 'ada', in1h, now);
  await stream.cancel();
  expect(listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});
