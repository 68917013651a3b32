import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { compress, decompress } from './gzip';

const comesBack = async (bytes: Uint8Array<ArrayBuffer>) =>
  Buffer.from(await decompress(await compress(bytes))).equals(bytes);

it('gives back what it was given, none and megabytes too', async () => {
  const whole = new Uint8Array(3_000_000).map((_, i) => i * i);
  expect([await comesBack(new Uint8Array()), await comesBack(whole)]).toEqual([true, true]);
  const bytes = fc.uint8Array({ maxLength: 100_000 }).map((some) => new Uint8Array(some));
  await fc.assert(
    fc.asyncProperty(bytes, async (some) => {
      expect(await comesBack(some)).toBe(true);
    }),
    { numRuns: 20 },
  );
});

it('rejects what was damaged or cut', async () => {
  const whole = await compress(new TextEncoder().encode('Penicillin: anaphylaxis. '.repeat(100)));
  for (let at = 0; at < whole.length; at += 7) await expect(decompress(whole.slice(0, at))).rejects.toThrow();
  const spoilt = whole.slice();
  spoilt[whole.length - 6] = (spoilt[whole.length - 6] ?? 0) ^ 0x10;
  await expect(decompress(spoilt)).rejects.toThrow();
});
