import { expect, it } from 'vitest';
import { lineOf, packOf, patientIdOf } from '../../../../tests/support/device/packs';
import { readPackStream } from './pack-stream';

async function read(lines: readonly unknown[]) {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const bytes = new TextEncoder().encode(`${text}\n`);
  const seen: string[] = [];
  let count = 0;
  const end = await readPackStream(new Blob([bytes]).stream(), {
    onPack: (line) => Promise.resolve(void seen.push(line.patientId)),
    onGone: ({ patientId }) => seen.push(`gone ${patientId}`),
    onBytes: (n) => (count += n),
  });
  expect(count).toBeLessThanOrEqual(bytes.length);
  return { end, seen };
}

const one = lineOf(packOf(1));
const gone = { patientId: patientIdOf(2), gone: true };

it('is complete with an end line that counts every line', async () => {
  expect(await read([one, gone, { end: true, lines: 2 }])).toEqual({
    end: 'complete',
    seen: [patientIdOf(1), `gone ${patientIdOf(2)}`],
  });
  expect(await read([{ end: true, lines: 0 }])).toEqual({ end: 'complete', seen: [] });
});

it.each([
  ['without an end line', [one]],
  ['when lines are missing before the end', [one, { end: true, lines: 2 }]],
  ['at half a line', [one, JSON.stringify(one).slice(0, 40)]],
  ['at a line that is something else', [one, { hello: 1 }, { end: true, lines: 2 }]],
  ['at a page of HTML', [one, '<html>', { end: true, lines: 2 }]],
])('is cut %s, and hands over what came before', async (_, lines) => {
  expect(await read(lines)).toEqual({ end: 'cut', seen: [patientIdOf(1)] });
});
