import { brotliDecompressSync } from 'node:zlib';
import { describe, expect, it, vi } from 'vitest';
import { brotli } from './brotli';

const utf8 = new TextEncoder();

function partsOf(texts: readonly string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const text of texts) controller.enqueue(utf8.encode(text));
      controller.close();
    },
  });
}

describe('brotli as a stream', () => {
  it('gives back what went in, none and megabytes too', async () => {
    for (const lines of [0, 1, 3_000]) {
      const parts = Array.from({ length: lines }, (_, i) => `${i} ${'Häufig 🩺 '.repeat(100)}`);
      const body = partsOf(parts).pipeThrough(brotli());
      const bytes = Buffer.from(await new Response(body).arrayBuffer());
      expect(brotliDecompressSync(bytes).toString()).toBe(parts.join(''));
    }
  });

  it('sends what has come while more is awaited', async () => {
    const { readable, writable } = brotli();
    const writer = writable.getWriter();
    void writer.write(utf8.encode('x'.repeat(70_000)));
    const { value } = await readable.getReader().read();
    expect(value?.length).toBeGreaterThan(0);
  });

  it('stops when the reader goes away', async () => {
    const cancelled = vi.fn();
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(utf8.encode(`${Math.random()} ${'x'.repeat(100_000)}`));
      },
      cancel: cancelled,
    });
    const reader = endless.pipeThrough(brotli()).getReader();
    await reader.read();
    await reader.cancel();
    await vi.waitFor(() => {
      expect(cancelled).toHaveBeenCalled();
    });
  });
});
