import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PackCache } from './pack-cache';
import { PackFiles } from './pack-files';

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'doorstep-packs-')), 'packs');
});
afterEach(async () => {
  await rm(join(folder, '..'), { recursive: true });
});

const files = (build = 'build 1') => new PackFiles(folder, build);
const packed = (text: string) => Buffer.from(text);
const found = async (patientId: string, version: string, from = files()) =>
  (await from.find(patientId, version))?.toString();

it('is there for the next program, for its patient, version and view alone', async () => {
  await files().keep('p1', '3.a', packed('whole'));
  await files().keep('p1', '3.a~open', packed('cut'));
  expect(await found('p1', '3.a')).toBe('whole');
  expect(await found('p1', '3.a~open')).toBe('cut');
  expect(await Promise.all([found('p1', '3.b'), found('p2', '3.a'), found('p1', '3.a~part')])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});

it('is not there for another build of the program, which may cut a view otherwise', async () => {
  await files().keep('p1', '3.a~open', packed('cut'));
  expect(await found('p1', '3.a~open', files('build 2'))).toBeUndefined();
});

it('holds one version of each patient and view, for the server’s user alone', async () => {
  for (const version of ['1.a', '2.b', '3.c']) await files().keep('p1', version, packed(version));
  const [only, ...others] = await readdir(folder);
  expect(others).toEqual([]);
  expect(only).not.toContain('p1');
  expect((await stat(join(folder, only ?? ''))).mode & 0o777).toBe(0o600);
  expect(await found('p1', '3.c')).toBe('3.c');
});

it('finds nothing where a byte has changed, or the end is missing', async () => {
  await files().keep('p1', '1.a', packed('Penicillin: anaphylaxis. '.repeat(3)));
  const path = join(folder, (await readdir(folder))[0] ?? '');
  const whole = await readFile(path);
  for (let at = 0; at < whole.length; at += 1) {
    const spoilt = Buffer.from(whole);
    spoilt[at] = (spoilt[at] ?? 0) ^ 0x10;
    await writeFile(path, spoilt);
    expect(await found('p1', '1.a')).toBeUndefined();
    await writeFile(path, whole.subarray(0, at));
    expect(await found('p1', '1.a')).toBeUndefined();
  }
});

it('does without when nothing can be written', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue();
  await writeFile(folder, 'a file');
  await files().keep('p1', '1.a', packed('whole'));
  expect(said).toHaveBeenCalledWith('Packs can’t be kept in files', 'EEXIST');
  expect(await found('p1', '1.a')).toBeUndefined();
  said.mockRestore();
});

it('stands behind what is in memory', async () => {
  await new PackCache(undefined, files()).keep('p1', '1.a', packed('whole'));
  const next = new PackCache(undefined, files());
  expect((await next.find('p1', '1.a'))?.toString()).toBe('whole');
  await rm(folder, { recursive: true });
  expect((await next.find('p1', '1.a'))?.toString()).toBe('whole');
});
