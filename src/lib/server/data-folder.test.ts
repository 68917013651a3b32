import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ensureDataFolder } from './data-folder';

let place: string;
beforeEach(async () => {
  place = await mkdtemp(join(tmpdir(), 'doorstep-folder-'));
});
afterEach(() => rm(place, { recursive: true }));

it('makes the folder and those above it, for nobody else to read, and takes one that is there', async () => {
  const folder = join(place, 'a/b');
  await ensureDataFolder(folder);
  await ensureDataFolder(folder);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it('says in one line that DATA_DIR is a file, or in one', async () => {
  const file = join(place, 'file');
  await writeFile(file, '');
  for (const path of [file, join(file, 'data')]) {
    await expect(ensureDataFolder(path)).rejects.toThrow(
      `DATA_DIR is “${path}”, where nothing can be written (ENOTDIR).`,
    );
  }
});

it.skipIf(process.platform !== 'linux')('does not hang where no folder can be made', async () => {
  await expect(ensureDataFolder('/proc/doorstep/data')).rejects.toThrow(
    'DATA_DIR is “/proc/doorstep/data”, where nothing can be written (ENOENT).',
  );
});
