import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../support/server-process';
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
  expect(start({ DATA_DIR: '/dev/null' })).toEqual({
    status: 1,
    lines: ['DATA_DIR is “/dev/null”, where nothing can be written (ENOTDIR).'],
  });
});

test('settings come from a .env file, wherever one starts from; the environment is stronger', () => {
  const project = mkdtempSync(join(tmpdir(), 'doorstep-env-'));
  try {
    cpSync('scripts/lib/environment.mjs', join(project, 'scripts/lib/environment.mjs'));
    writeFileSync(join(project, '.env'), 'PORT=5001\nPATIENTS=40\n');
    const script = `import { prepareEnvironment } from ${JSON.stringify(join(project, 'scripts/lib/environment.mjs'))};
      prepareEnvironment();
      console.log(process.env.PORT, process.env.PATIENTS);`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
      env: { ...process.env, PATIENTS: '7' },
      encoding: 'utf8',
    });
    expect(stdout).toBe('5001 7\n');
  } finally {
    rmSync(project, { recursive: true });
  }
});

test('a port that is taken stops the start with one clear line', ({ server }) => {
  expect(start({ PORT: String(server.port) })).toEqual({
    status: 1,
    lines: [`Port ${server.port} on 127.0.0.1 is taken by another program; set PORT to another one.`],
  });
});

test('Ctrl-C ends a first start in the middle; the next one goes on, and tells the address and who the demo users are', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'doorstep-first-'));
  const port = await freePort();
  const env = { ...process.env, DATA_DIR: dataDir, PORT: String(port), PATIENTS: '150' };
  /** Ended by SIGINT as soon as it says so. What it printed, how it ended, and how long that took in ms. */
  const startUntil = async (words: string) => {
    const child = spawn(process.execPath, ['scripts/start.mjs'], { env });
    let printed = '';
    let began = Date.now();
    for (const output of [child.stdout, child.stderr])
      output.on('data', (chunk: Buffer) => {
        const before = printed.includes(words);
        printed += chunk.toString();
        if (before || !printed.includes(words)) return;
        began = Date.now();
        child.kill('SIGINT');
      });
    const [code] = (await once(child, 'exit')) as [number | null];
    return { printed, code, took: Date.now() - began };
  };
  try {
    const first = await startUntil('patients written');
    expect(first).toMatchObject({ code: 130 });
    expect(first.printed).not.toContain('is ready');
    expect(first.took).toBeLessThan(4000);
    const second = await startUntil('Press Ctrl-C to stop it.');
    expect(second.printed).toContain(`Doorstep is ready at http://localhost:${port}`);
    expect(second.printed).toContain('Amara Okafor: Community nurse, Testbury Community Nursing Team');
    expect(second.took).toBeLessThan(4000);
  } finally {
    rmSync(dataDir, { recursive: true });
  }
});

test.describe('while a page listens', () => {
  test.use({ behindProxy: true });

  test('Ctrl-C ends the server within a few seconds, also while a page listens for news', async ({
    ready,
    network,
    server,
  }) => {
    await ready();
    await expect.poll(() => network.seen).toContain('GET /api/news');
    const began = Date.now();
    await server.kill('SIGINT');
    expect(Date.now() - began).toBeLessThan(4000);
  });
});
