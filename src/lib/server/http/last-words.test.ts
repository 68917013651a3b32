import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

it.each([
  ['an exception', "setTimeout(() => { throw new Error('Ada Lovelace is allergic'); }, 0);"],
  ['a promise', "void Promise.reject(new Error('Ada Lovelace is allergic'));"],
])('%s that nobody caught ends the process with its place, and without its words', (_, fault) => {
  const program = `import { reportUncaught } from './src/lib/server/http/last-words.ts';
    reportUncaught();
    ${fault}`;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', program],
    { encoding: 'utf8' },
  );
  expect(status).toBe(1);
  expect(stderr).toContain('The server ends over a fault of its own: Error\n    at ');
  expect(stdout + stderr).not.toContain('Lovelace');
});
