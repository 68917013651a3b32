import { describe, expect, it } from 'vitest';
import type { Sealed } from './journal-docs';
import type { PublicKey } from './registration';
import { openSealed, sealHash, sealJson, type OpeningKey } from './seal';

async function keyPair(kid: string): Promise<{ publicKey: PublicKey; opening: OpeningKey }> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);
  const jwk = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const publicKey = { kid, kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' } as const;
  return { publicKey, opening: { kid, key: pair.privateKey } };
}

const server = await keyPair('server');
const vault = await keyPair('vault');
const stranger = await keyPair('stranger');
const value = { text: 'Wound is clean – no odour', at: 3 };
const recipients = [server.publicKey, vault.publicKey];

describe('a sealed value', () => {
  it('opens for each recipient, with a key that can’t be taken out', async () => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    for (const { opening } of [server, vault]) {
      expect(opening.key.extractable).toBe(false);
      expect(await openSealed(sealed, 'entry:1', [stranger.opening, opening])).toEqual({
        kind: 'opened',
        value,
      });
    }
  });

  it('survives JSON, shows nothing of what is inside, and differs each time', async () => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    const travelled = JSON.parse(JSON.stringify(sealed)) as Sealed;
    expect(JSON.stringify(sealed)).not.toContain('Wound');
    expect(await openSealed(travelled, 'entry:1', [server.opening])).toEqual({ kind: 'opened', value });
    expect((await sealJson(value, 'entry:1', recipients)).ciphertext).not.toBe(sealed.ciphertext);
  });

  it('does not open for anyone else', async () => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    expect(await openSealed(sealed, 'entry:1', [stranger.opening])).toEqual({ kind: 'unknown-key' });
    expect(await openSealed(sealed, 'entry:1', [])).toEqual({ kind: 'unknown-key' });
    const posing = { kid: 'server', key: stranger.opening.key };
    expect(await openSealed(sealed, 'entry:1', [posing])).toEqual({ kind: 'altered' });
  });

  it('is altered when moved to another document', async () => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    const other = await sealJson(value, 'entry:2', recipients);
    expect(await openSealed(sealed, 'entry:2', [server.opening])).toEqual({ kind: 'altered' });
    expect(await openSealed({ ...sealed, aad: other.aad }, 'entry:2', [server.opening])).toEqual({
      kind: 'altered',
    });
  });

  it.each(['ciphertext', 'iv', 'tag', 'protected'] as const)('is altered when its %s was', async (part) => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    const changed = { ...sealed, [part]: flipped(sealed[part]) };
    expect(await openSealed(changed, 'entry:1', [server.opening])).toEqual({ kind: 'altered' });
    expect(await sealHash(changed)).not.toBe(await sealHash(sealed));
  });

  it('is altered, not an exception, when it is rubbish', async () => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    const rubbish = {
      ...sealed,
      recipients: [{ encrypted_key: '%%%', header: { alg: 'none', kid: 'server' } }],
    };
    expect(await openSealed(rubbish, 'entry:1', [server.opening])).toEqual({ kind: 'altered' });
  });

  it('has a hash of its content, whoever the recipients are', async () => {
    const sealed = await sealJson(value, 'entry:1', recipients);
    const hash = await sealHash(sealed);
    expect(hash).toMatch(/^[\w-]{43}$/);
    expect(await sealHash({ ...sealed, recipients: [] })).toBe(hash);
    expect(await sealHash(await sealJson(value, 'entry:1', recipients))).not.toBe(hash);
  });

  it('is not made for nobody', async () => {
    await expect(sealJson(value, 'entry:1', [])).rejects.toThrow();
  });
});

function flipped(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}
