/** The folder that DATA_DIR names: everything the server keeps is in it. */
import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { ConfigError } from './config';

/** Makes the folder when it is not there. Throws a `ConfigError` when it can't be made, or not be written to. */
export async function ensureDataFolder(dataDir: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await access(dataDir, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new ConfigError(`DATA_DIR is “${dataDir}”, where nothing can be written (${code}).`, { cause });
  }
}

/** One after the other: where one can't be made, as under /proc, Node's recursive `mkdir` never comes back. */
async function makeFolder(path: string): Promise<void> {
  if (await isFolder(path)) return;
  if (dirname(path) !== path) await makeFolder(dirname(path));
  await mkdir(path, { mode: 0o700 }).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  });
}

/** Throws where something else stands in its place. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  });
  if (found && !found.isDirectory()) throw Object.assign(new Error('a file'), { code: 'ENOTDIR' });
  return found !== undefined;
}
