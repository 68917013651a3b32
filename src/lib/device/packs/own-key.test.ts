import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openBlock, sealBlock } from './block';
import { hasOwnKey, openWithOwnKey, sealWithOwnKey } from './own-key';
import { openByLease, sealForLease } from './patient-keys';

let lease: CryptoKey;
let next: CryptoKey;
beforeAll(async () => {
  [lease, next] = await Promise.all([newKey(), newKey()]);
});

function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
    'wrapKey',
    'unwrapKey',
  ]);
}

describe('a block with a key of its own', () => {
  it('gives back what was sealed, small or large', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.integer({ min: 1, max: 400 }), async (value, times) => {
        const many = Array.from({ length: times }, () => value);
        const block = await sealWithOwnKey(lease, many, 'here');
        expect(hasOwnKey(block)).toBe(true);
        const same = JSON.parse(JSON.stringify(many)) as unknown;
        expect(await openWithOwnKey(lease, block, 'here')).toEqual({ kind: 'opened', value: same });
      }),
      { numRuns: 40 },
    );
  });

  it('is damaged when any byte was changed, or when it was cut', async () => {
    const block = await sealWithOwnKey(lease, { note: 'x'.repeat(2000) }, 'here');
    await fc.assert(
      fc.asyncProperty(fc.nat(block.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = block.slice();
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(await openWithOwnKey(lease, changed, 'here')).toEqual({ kind: 'damaged' });
        expect(await openWithOwnKey(lease, block.slice(0, at), 'here')).toEqual({ kind: 'damaged' });
      }),
      { numRuns: 60 },
    );
  });

  it('opens with no other key, and in no other place', async () => {
    const block = await sealWithOwnKey(lease, 'x', 'pack a');
    expect(await openWithOwnKey(next, block, 'pack a')).toEqual({ kind: 'damaged' });
    expect(await openWithOwnKey(lease, block, 'pack b')).toEqual({ kind: 'damaged' });
  });

  it('can’t be read with the key that wraps, nor with the key of another block', async () => {
    const [one, two] = await Promise.all([
      sealWithOwnKey(lease, 'one', 'here'),
      sealWithOwnKey(lease, 'two', 'here'),
    ]);
    const inner = one.subarray(61);
    expect(await openBlock(lease, inner, 'here')).toEqual({ kind: 'damaged' });
    const swapped = two.slice(0, 61 + inner.length);
    swapped.set(inner, 61);
    expect(await openWithOwnKey(lease, swapped, 'here')).toEqual({ kind: 'damaged' });
  });
});

describe('what a patient’s record is sealed with', () => {
  it('is a key of its own; one that an older version sealed without is read all the same', async () => {
    const keys = { sealing: next, opening: [next, lease] };
    const before = await sealBlock(lease, 'old', 'here');
    expect(await openByLease(keys, before, 'here')).toEqual({ kind: 'opened', value: 'old' });
    const since = await sealForLease(keys, 'new', 'here');
    expect(hasOwnKey(since)).toBe(true);
    expect(await openByLease(keys, since, 'here')).toEqual({ kind: 'opened', value: 'new' });
    expect(await openByLease({ sealing: undefined, opening: [] }, since, 'here')).toEqual({
      kind: 'damaged',
    });
  });
});
