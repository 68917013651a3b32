import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { lineOf, packOf, patientIdOf } from '../../../../tests/support/device/packs';
import { framed } from '../../record/packed-lines';
import { inflate } from '../gzip';
import { readPackStream } from './pack-stream';

const FORMS = {
  'lines of text': (lines: readonly string[]) =>
    new TextEncoder().encode(lines.map((line) => `${line}\n`).join('')),
  'lines compressed one by one': (lines: readonly string[]) =>
    new Uint8Array(Buffer.concat(lines.map((line) => framed(new Uint8Array(deflateRawSync(line)))))),
};

/** In pieces that respect neither lines nor characters. */
function streamOf(bytes: Uint8Array<ArrayBuffer>, piece: number): ReadableStream<Uint8Array<ArrayBuffer>> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at >= bytes.length) controller.close();
      else controller.enqueue(bytes.slice(at, (at += piece)));
    },
  });
}

const one = lineOf(packOf(1));
const gone = { patientId: patientIdOf(2), gone: true };

describe.each(Object.entries(FORMS))('an answer of %s', (form, write) => {
  const packed = form !== 'lines of text';

  async function readBytes(bytes: Uint8Array<ArrayBuffer>, piece = 1_000) {
    const seen: string[] = [];
    const came: string[] = [];
    let count = 0;
    const end = await readPackStream(
      { body: streamOf(bytes, piece), packed },
      {
        onPack: async (line, as) => {
          seen.push(line.patientId);
          if (as) came.push(new TextDecoder().decode(await inflate(as.bytes)));
        },
        onGone: ({ patientId }) => seen.push(`gone ${patientId}`),
        onBytes: (n) => (count += n),
      },
    );
    expect(count).toBeLessThanOrEqual(bytes.length);
    return { end, seen, came };
  }

  const read = (lines: readonly unknown[], piece?: number) =>
    readBytes(write(lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)))), piece);

  it('is complete with an end line that counts every line', async () => {
    for (const piece of [1, 3, 50, 10_000]) {
      expect(await read([one, gone, { end: true, lines: 2 }], piece)).toMatchObject({
        end: 'complete',
        seen: [patientIdOf(1), `gone ${patientIdOf(2)}`],
      });
    }
    expect(await read([{ end: true, lines: 0 }])).toEqual({ end: 'complete', seen: [], came: [] });
  });

  it.each([
    ['without an end line', [one]],
    ['when lines are missing before the end', [one, { end: true, lines: 2 }]],
    ['at half a line', [one, JSON.stringify(one).slice(0, 40)]],
    ['at a line that is something else', [one, { hello: 1 }, { end: true, lines: 2 }]],
    ['at a page of HTML', [one, '<html>', { end: true, lines: 2 }]],
  ])('is cut %s, and hands over what came before', async (_, lines) => {
    expect(await read(lines)).toMatchObject({ end: 'cut', seen: [patientIdOf(1)] });
  });

  it('is cut wherever it is cut', async () => {
    const whole = write([JSON.stringify(one), JSON.stringify({ end: true, lines: 1 })]);
    for (let at = 0; at < whole.length - 1; at += 5)
      expect((await readBytes(whole.slice(0, at), 20)).end).toBe('cut');
  });

  it('hands over how a line came when it came compressed', async () => {
    const { came } = await read([one, { end: true, lines: 1 }]);
    expect(came).toEqual(packed ? [JSON.stringify(one)] : []);
  });
});

it.each([
  ['what is not compressed', framed(new TextEncoder().encode('{"patientId":"p"}'))],
  ['a length that nothing has', new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0])],
])('an answer of compressed lines is cut at %s', async (_, bytes) => {
  const first = framed(new Uint8Array(deflateRawSync(JSON.stringify(one))));
  const seen: string[] = [];
  const end = await readPackStream(
    { body: streamOf(new Uint8Array(Buffer.concat([first, bytes])), 100), packed: true },
    {
      onPack: ({ patientId }) => Promise.resolve(void seen.push(patientId)),
      onGone: () => undefined,
      onBytes: () => undefined,
    },
  );
  expect([end, seen]).toEqual(['cut', [patientIdOf(1)]]);
});
