/** What no linter says about the sources: their size, and that the pure parts are pure. */
import { describe, expect, it } from 'vitest';
import { filesUnder, textOf } from './source-files';

const MOST_LINES = 300;
/** Files that are longer for a reason. */
const LONGER: Record<string, string> = {
  'src/lib/device/device.ts':
    'a line or two for each thing that the page may ask of the device, and nothing else',
};

const sources = filesUnder('src').filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'));

it(`no source file has more than ${MOST_LINES} lines without a reason`, () => {
  const long = sources.filter((file) => textOf(file).split('\n').length > MOST_LINES);
  expect(long).toEqual(Object.keys(LONGER));
});

describe('clinical and record are pure: clock, chance, network and ids come in as arguments', () => {
  const IMPURE = /\bnew Date\(\)|\bDate\.now\(|\bMath\.random\(|\brandomUUID\(|\bfetch\(|\bgetRandomValues\(/;
  // Sealing is meant to be random: a fresh key and nonce each time.
  const pure = sources.filter((file) => /^src\/lib\/(clinical|record)\//.test(file));

  it('there are such files', () => {
    expect(pure.length).toBeGreaterThan(10);
  });

  it.each(pure)('%s', (file) => {
    expect(IMPURE.exec(textOf(file))?.[0]).toBeUndefined();
  });
});

it('there are no barrels: each module is imported from where it is', () => {
  expect(
    sources.filter((file) => /\/index\.ts$/.test(file) && !file.startsWith('src/service-worker/')),
  ).toEqual([]);
});
