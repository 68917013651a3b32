import { describe, expect, it } from 'vitest';
import { base64url } from 'jose';
import {
  derivePasskeyKey,
  deriveWrappingKey,
  iterationsFor,
  KDF_FLOOR,
  meetsFloor,
  type Kdf,
} from './derive';

const salt = 'AAECAwQFBgcICQoLDA0ODw';
const floor: Kdf = { algorithm: 'argon2id', ...KDF_FLOOR, salt };

describe('meetsFloor', () => {
  it('takes the floor and anything stronger', () => {
    expect(meetsFloor(floor)).toBe(true);
    expect(meetsFloor({ ...floor, memoryKiB: 128 * 1024, iterations: 5 })).toBe(true);
  });

  it.each([{ memoryKiB: 64 * 1024 - 1 }, { iterations: 2 }, { parallelism: 0 }, { salt: 'AAEC' }])(
    'refuses %j',
    (weaker) => {
      expect(meetsFloor({ ...floor, ...weaker })).toBe(false);
    },
  );
});

describe('iterationsFor', () => {
  it('keeps the floor on a slow device and raises it on a fast one, within reason', () => {
    expect(iterationsFor(900)).toBe(3);
    expect(iterationsFor(250)).toBe(3);
    expect(iterationsFor(100)).toBe(8);
    expect(iterationsFor(0)).toBe(24);
  });
});

describe('deriveWrappingKey', () => {
  it('gives a key that can not be exported, the same for the same words however they are typed', async () => {
    const small = { ...floor, memoryKiB: 64, iterations: 1 };
    const composed = await deriveWrappingKey('café au lait', small);
    const decomposed = await deriveWrappingKey('cafe\u0301 au lait', small);
    expect(composed.extractable).toBe(false);
    const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
    const wrapping = { name: 'AES-GCM', iv: new Uint8Array(12) };
    const wrapped = await crypto.subtle.wrapKey('raw', key, composed, wrapping);
    const uses: KeyUsage[] = ['encrypt'];
    await expect(
      crypto.subtle.unwrapKey('raw', wrapped, decomposed, wrapping, 'AES-GCM', false, uses),
    ).resolves.toBeDefined();
  });
});

describe('derivePasskeyKey', () => {
  it('gives the key that earlier versions wrapped with', async () => {
    const secret = Uint8Array.from({ length: 32 }, (_, i) => i);
    const key = await derivePasskeyKey(secret);
    const data = await crypto.subtle.importKey('raw', new Uint8Array(32), 'AES-GCM', true, ['encrypt']);
    const wrapped = await crypto.subtle.wrapKey('raw', data, key, {
      name: 'AES-GCM',
      iv: new Uint8Array(12),
    });
    expect(base64url.encode(new Uint8Array(wrapped))).toBe(
      'z_QAhabqNJ0-Oeh4UvZ_w5S-pvJYt1g5N689F6kwPa77_ECntwoWxz5hyCztjH4b',
    );
    expect(key.extractable).toBe(false);
  });
});
