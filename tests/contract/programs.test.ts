/** The project's programs, as the first thing that somebody runs in a clone whose packages are installed. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

it('a program that bundles our modules needs no build before it', () => {
  const clone = mkdtempSync(join(tmpdir(), 'doorstep-clone-'));
  try {
    for (const part of [
      'package.json',
      'package-lock.json',
      'svelte.config.js',
      'tsconfig.json',
      'scripts',
      'src',
    ])
      cpSync(part, join(clone, part), { recursive: true });
    symlinkSync(resolve('node_modules'), join(clone, 'node_modules'));
    writeFileSync(join(clone, 'said.ts'), 'export const said: string = "bundled";');
    const program = `import { build } from 'vite';
      const built = await build({ configFile: false, logLevel: 'warn', build: { ssr: 'said.ts', write: false } });
      console.log(built.output[0].code);`;
    writeFileSync(join(clone, 'program.mjs'), program);
    const run = () =>
      execFileSync(process.execPath, ['scripts/run.mjs', 'program.mjs'], {
        cwd: clone,
        env: { ...process.env, INIT_CWD: clone },
        encoding: 'utf8',
      });
    expect(run()).toContain('bundled');
  } finally {
    rmSync(clone, { recursive: true });
  }
});
