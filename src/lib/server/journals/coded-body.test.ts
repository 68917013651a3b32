import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { COMPRESSED } from '../../record/pieces';
import { readCoded } from './coded-body';
import type { Pieces } from './pieces';

const LIMIT = 1_000;
const none: Pick<Pieces, 'join'> = { join: () => Promise.reject(new Error('none')) };

const posting = (body: string | Uint8Array<ArrayBuffer>, coding?: string) =>
  new Request('http://server.test/', {
    method: 'POST',
    body,
    headers: coding === undefined ? {} : { 'content-encoding': coding },
  });
const compressed = (text: string) => posting(new Uint8Array(gzipSync(text)), COMPRESSED);
const read = (request: Request) => readCoded(request, none, LIMIT);

describe('a compressed body', () => {
  it('is read as what it was', async () => {
    expect(await read(compressed('{"a":"ö"}'))).toEqual({ a: 'ö' });
  });

  it('may be as long as any other, and not a byte longer, however short it came', async () => {
    const longest = `"${'x'.repeat(LIMIT - 2)}"`;
    expect(await read(compressed(longest))).toHaveLength(LIMIT - 2);
    await expect(read(compressed(`${longest} `))).rejects.toMatchObject({ status: 413 });
    const bomb = `"${'x'.repeat(1_000_000)}"`;
    expect(gzipSync(bomb).length).toBeGreaterThan(LIMIT);
    await expect(readCoded(compressed(bomb), none, 100_000)).rejects.toMatchObject({ status: 413 });
  });

  it('may not hide what is too long in a second part', async () => {
    const half = gzipSync(`"${'x'.repeat(LIMIT - 2)}`);
    const two = new Uint8Array(Buffer.concat([half, gzipSync(`${'x'.repeat(LIMIT)}"`)]));
    await expect(read(posting(two, COMPRESSED))).rejects.toMatchObject({ status: 413 });
  });

  it('is refused when it is none, ends early, or holds no JSON', async () => {
    const whole = new Uint8Array(gzipSync('{"a":"a longer text than that"}'));
    for (const bytes of ['{"a":1}', whole.slice(0, -12)]) {
      await expect(read(posting(bytes, COMPRESSED))).rejects.toMatchObject({ status: 400 });
    }
    await expect(read(compressed('{"a":1,"a":2}'))).rejects.toMatchObject({ status: 400 });
  });
});

it('a coding that is not known is refused by its name', async () => {
  await expect(read(posting('{}', 'br'))).rejects.toMatchObject({ status: 415 });
});
