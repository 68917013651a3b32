/** What no linter says about the sources: their size, and that the pure parts are pure. */
import { describe, expect, it } from 'vitest';
import { filesUnder, textOf } from './source-files';

const MOST_LINES = 300;

const sources = filesUnder('src').filter((file) => /\.(ts|svelte)$/.test(file) && !file.endsWith('.test.ts'));

it(`no source file has more than ${MOST_LINES} lines`, () => {
  const long = sources.filter((file) => textOf(file).split('\n').length > MOST_LINES);
  expect(long).toEqual([]);
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
