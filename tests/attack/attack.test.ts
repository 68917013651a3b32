/** Nobody receives what they have no reason to see, and the attack would notice: as far as a test run has time for it. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { MUTANTS } from './mutants';

it('100,000 requests leak nothing, and each rule that is taken away is noticed', async () => {
  const program = join(import.meta.dirname, 'attack.ts');
  const run = promisify(execFile)(process.execPath, ['--import', 'tsx', program]);
  // What it says tells how it ended.
  const { stdout } = await run.catch((ended: unknown) => ended as { stdout: string });
  const lines = stdout.trim().split('\n');
  expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
  expect(lines.at(-1)).toBe(`attack: requests=100000 leaked=0 mutants=${MUTANTS.length}/${MUTANTS.length}`);
}, 900_000);
