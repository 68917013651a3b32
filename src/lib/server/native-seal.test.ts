/** Node's own seal beside that of `jose`: neither may know which of them made what it opens. */
import { createHmac } from 'node:crypto';
import { base64url, exportJWK, GeneralEncrypt, generateKeyPair } from 'jose';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Sealed } from '../record/journal-docs';
import { agreementKey, proofKey, proofOf } from '../record/proof';
import type { PublicKey } from '../record/registration';
import { openSealed, sealHash, sealJson, type OpeningKey } from '../record/seal';
import { isProofOf } from './native-proof';
import { nativeSealHash, openNatively, pairOf, sealNatively, type NativeKey } from './native-seal';

async function keyPair(kid: string): Promise<{ publicKey: PublicKey; opening: OpeningKey & NativeKey }> {
  const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  const { kty, crv, x, y, d = '' } = await exportJWK(pair.privateKey);
  const publicKey = { kid, kty, crv, x, y } as PublicKey;
  return { publicKey, opening: { kid, key: pair.privateKey, pair: pairOf(d) } };
}

const server = await keyPair('server');
const vault = await keyPair('vault');
const stranger = await keyPair('stranger');
const both = [server.publicKey, vault.publicKey];
const value = { text: 'Wound is clean – no odour', at: 3 };

describe('a seal', () => {
  it('opens whichever of the two made it, for one recipient and for two', async () => {
    const ends = fc.asyncProperty(
      fc.jsonValue(),
      fc.string({ minLength: 1 }),
      fc.boolean(),
      async (value, aad, two) => {
        const recipients = two ? both : [server.publicKey];
        const read = JSON.parse(JSON.stringify(value)) as unknown;
        const opened = { kind: 'opened', value: read };
        const [own, jose] = [sealNatively(value, aad, recipients), await sealJson(value, aad, recipients)];
        for (const sealed of [own, jose]) {
          expect(openNatively(sealed, aad, [stranger.opening, server.opening])).toEqual(opened);
          expect(await openSealed(sealed, aad, [stranger.opening, server.opening])).toEqual(opened);
          if (two) expect(openNatively(sealed, aad, [vault.opening])).toEqual(opened);
          expect(nativeSealHash(sealed)).toBe(await sealHash(sealed));
        }
      },
    );
    await fc.assert(ends, { numRuns: 40 });
  });

  it('differs each time, and shows nothing of what is inside', () => {
    const [one, other] = [sealNatively(value, 'entry:1', both), sealNatively(value, 'entry:1', both)];
    expect(one.ciphertext).not.toBe(other.ciphertext);
    expect(one.iv).not.toBe(other.iv);
    const wrapped = [one, other].flatMap(({ recipients }) => recipients.map(({ header }) => header['epk']));
    expect(new Set(wrapped.map((epk) => JSON.stringify(epk))).size).toBe(4);
    expect(JSON.stringify(one)).not.toContain('Wound');
  });

  it('is not made for nobody, nor for what is no point of the curve', () => {
    expect(() => sealNatively(value, 'entry:1', [])).toThrow();
    const off = { ...server.publicKey, y: flipped(server.publicKey.y) };
    expect(() => sealNatively(value, 'entry:1', [off])).toThrow();
  });

  it('does not open for anyone else', () => {
    const sealed = sealNatively(value, 'entry:1', both);
    expect(openNatively(sealed, 'entry:1', [stranger.opening])).toEqual({ kind: 'unknown-key' });
    expect(openNatively(sealed, 'entry:1', [])).toEqual({ kind: 'unknown-key' });
    const posing = { kid: 'server', pair: stranger.opening.pair };
    expect(openNatively(sealed, 'entry:1', [posing])).toEqual({ kind: 'altered' });
  });
});

describe('a seal that was changed is altered, and no exception', () => {
  const sealed = sealNatively(value, 'entry:1', both);
  const [first] = sealed.recipients;
  if (!first) throw new Error('it has two');
  const header = first.header;
  const epk = header['epk'] as PublicKey;
  const asOther = sealNatively(value, 'entry:2', both);
  const recipient = (more: object) => ({ recipients: [{ ...first, ...more }] });
  const inHeader = (more: object) => recipient({ header: { ...header, ...more } });
  const joint = (fields: object) => ({ protected: base64url.encode(JSON.stringify(fields)) });
  const CHANGED: [string, Partial<Sealed>][] = [
    ['ciphertext', { ciphertext: flipped(sealed.ciphertext) }],
    ['iv', { iv: flipped(sealed.iv) }],
    ['tag', { tag: flipped(sealed.tag) }],
    ['a shortened tag', { tag: base64url.encode(base64url.decode(sealed.tag).subarray(0, 12)) }],
    ['aad', { aad: asOther.aad }],
    ['the protected header', { protected: flipped(sealed.protected) }],
    ['a protected header that is no JSON', { protected: '%%' }],
    ['another content encryption', joint({ enc: 'A128GCM' })],
    ['an algorithm in the protected header', joint({ enc: 'A256GCM', alg: 'dir' })],
    ['encrypted key', recipient({ encrypted_key: flipped(first.encrypted_key) })],
    ['rubbish for a key', recipient({ encrypted_key: '%%%' })],
    ['another algorithm', inHeader({ alg: 'none' })],
    ['a point that is not on the curve', inHeader({ epk: { ...epk, y: flipped(epk.y) } })],
    ['no point', inHeader({ epk: undefined })],
    ['what must be understood and is not', inHeader({ crit: ['exp'] })],
    ['compression', inHeader({ zip: 'DEF' })],
    ['a party named', inHeader({ apu: 'QQ' })],
  ];

  it('which it was not, as it is', () => {
    expect(openNatively(sealed, 'entry:1', [server.opening])).toEqual({ kind: 'opened', value });
  });

  it.each(CHANGED)('%s', (_, more) => {
    expect(openNatively({ ...sealed, ...more }, 'entry:1', [server.opening])).toEqual({ kind: 'altered' });
  });

  it('as another document', () => {
    expect(openNatively(sealed, 'entry:2', [server.opening])).toEqual({ kind: 'altered' });
  });

  it('bytes that are authentic and no JSON are the sender’s', async () => {
    const jwe = new GeneralEncrypt(new Uint8Array([1, 2]))
      .setProtectedHeader({ enc: 'A256GCM' })
      .setAdditionalAuthenticatedData(new TextEncoder().encode('entry:1'))
      .addRecipient(await agreementKey(server.publicKey))
      .setUnprotectedHeader({ alg: 'ECDH-ES+A256KW', kid: 'server' });
    const odd = (await jwe.encrypt()) as Sealed;
    expect(openNatively(odd, 'entry:1', [server.opening])).toEqual({ kind: 'opened', value: undefined });
  });
});

describe('a proof', () => {
  it('is known when the vault made it, and for what it was made', async () => {
    const key = await proofKey(vault.opening.key, await agreementKey(server.publicKey));
    const proof = await proofOf('hash', key);
    const own = server.opening.pair;
    expect(isProofOf('hash', proof, own, vault.publicKey)).toBe(true);
    expect(isProofOf('hash', proof, own, vault.publicKey)).toBe(true);
    expect(isProofOf('other', proof, own, vault.publicKey)).toBe(false);
    expect(isProofOf('hash', proof, own, stranger.publicKey)).toBe(false);
    expect(isProofOf('hash', proof, stranger.opening.pair, vault.publicKey)).toBe(false);
    expect(isProofOf('hash', '', own, vault.publicKey)).toBe(false);
    const known = createHmac('sha256', '').update('hash').digest('base64url');
    expect(isProofOf('hash', known, own, vault.publicKey)).toBe(false);
  });
});

function flipped(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}
