import { spawnSync } from 'node:child_process';
import { expect, test } from './fixtures';

/** `npm start` as far as it goes with these settings. */
function start(env: Record<string, string>): { status: number | null; lines: string[] } {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/start.mjs'], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  return { status, lines: stderr.trim().split('\n') };
}

test('a wrong setting stops the start with one clear line', () => {
  expect(start({ PORT: 'abc' })).toEqual({
    status: 1,
    lines: ['PORT is “abc”; expected a whole number from 1 to 65535.'],
  });
});

test('a port that is taken stops the start with one clear line', ({ server }) => {
  expect(start({ PORT: String(server.port) })).toEqual({
    status: 1,
    lines: [`Port ${server.port} on 127.0.0.1 is taken by another program; set PORT to another one.`],
  });
});

test('Ctrl-C ends the server within a few seconds, also while a page listens for news', async ({
  clinician,
  server,
}) => {
  const nurse = await clinician();
  const listening = nurse.page.waitForResponse((response) => response.url().endsWith('/api/news'));
  await nurse.ready();
  await listening;
  const began = Date.now();
  await server.kill('SIGINT');
  expect(Date.now() - began).toBeLessThan(4000);
});
