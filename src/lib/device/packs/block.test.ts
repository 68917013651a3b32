import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { deflateRawSync } from 'node:zlib';
import { openBlock, PackedJson, sealBlock } from './block';

let key: CryptoKey;
beforeAll(async () => {
  key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
});

describe('a block', () => {
  it('gives back what was sealed, small or large', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 400 }), async (value, times) => {
        const many = Array.from({ length: times }, () => value);
        const same = JSON.parse(JSON.stringify(many)) as unknown;
        expect(await openBlock(key, await sealBlock(key, many, 'here'), 'here')).toEqual({
          kind: 'opened',
          value: same,
        });
      }),
      { numRuns: 40 },
    );
  });

  it('is damaged when any byte was changed, or when it was cut', async () => {
    const block = await sealBlock(key, { note: 'x'.repeat(2000) }, 'here');
    await fc.assert(
      fc.asyncProperty(fc.nat(block.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = block.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(await openBlock(key, changed, 'here')).toEqual({ kind: 'damaged' });
        expect(await openBlock(key, block.slice(0, at), 'here')).toEqual({ kind: 'damaged' });
      }),
      { numRuns: 60 },
    );
  });

  it('gives back what came compressed; what is no JSON, or is cut, is damaged', async () => {
    const packed = (text: string) => new Uint8Array(deflateRawSync(text));
    const open = async (bytes: Uint8Array<ArrayBuffer>) =>
      openBlock(key, await sealBlock(key, new PackedJson(bytes), 'here'), 'here');
    expect(await open(packed('{"name":"Häufig"}'))).toEqual({ kind: 'opened', value: { name: 'Häufig' } });
    for (const bytes of [packed('no JSON'), packed('{"name":"Häufig"}').slice(0, -2), new Uint8Array(3)])
      expect(await open(bytes)).toEqual({ kind: 'damaged' });
  });

  it('does not open in another place', async () => {
    const block = await sealBlock(key, 'x', 'pack a');
    expect(await openBlock(key, block, 'pack b')).toEqual({ kind: 'damaged' });
  });

  it('is never the same twice, and shows nothing of what is in it', async () => {
    const [one, two] = await Promise.all([sealBlock(key, 'Kaur', 'here'), sealBlock(key, 'Kaur', 'here')]);
    expect(one).not.toEqual(two);
    expect(Buffer.from(one).toString('latin1')).not.toContain('Kaur');
  });
});
