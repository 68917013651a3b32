import { expect, it } from 'vitest';
import { decodeBase64, decodeBase64url, encodeBase64, encodeBase64url } from './base64';

const BYTES = Uint8Array.from({ length: 70_000 }, (_, i) => (i * 7 + (i >> 8)) % 256);

it('carries text of any script, and long ones', () => {
  for (const text of ['', 'wombat', 'Zoë, 37.2 °C 🩺', 'Verband erneuert. '.repeat(10_000)]) {
    expect(encodeBase64(text)).toBe(Buffer.from(text).toString('base64'));
    expect(decodeBase64(encodeBase64(text))).toBe(text);
  }
});

it('carries every byte', () => {
  expect(encodeBase64url(BYTES)).toBe(Buffer.from(BYTES).toString('base64url'));
  expect(decodeBase64url(encodeBase64url(BYTES))).toEqual(BYTES);
});

it('says of what is no base64 that it is none', () => {
  expect(decodeBase64('not base64!')).toBeUndefined();
});
