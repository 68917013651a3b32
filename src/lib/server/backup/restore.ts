/** Puts a backup in the place of the data folder. What was there is moved aside, never deleted. */
import { cp, mkdir, readFile, readdir, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { countLevel } from '../store/copy-level';
import { findManifest, KEYS, type Manifest } from './manifest';

export type RestoreOutcome =
  /** `before`: where the data that was there lies now. */
  | { kind: 'done'; manifest: Manifest; before?: string }
  /** Nothing was changed; one line that says why. */
  | { kind: 'refused'; words: string };

export interface RestorePlace {
  dataDir: string;
  keysFile: string;
  now: () => Date;
}

/** Restores the backup in `folder`. Nothing may have the data folder open. */
export async function restore(
  folder: string,
  { dataDir, keysFile, now }: RestorePlace,
): Promise<RestoreOutcome> {
  const manifest = await findManifest(folder);
  if (!manifest) return refused(`${folder} holds no finished backup.`);
  const damaged = await findDamaged(folder, manifest);
  if (damaged !== undefined)
    return refused(`The backup is damaged: ${damaged} can’t be read as it was written.`);
  if (!(await fits(join(folder, KEYS), keysFile, dataDir))) {
    return refused(`KEYS_FILE holds other keys than the backup; without the right ones it is of no use.`);
  }
  const before = await moveAside(dataDir, now());
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  for (const part of ['journals', 'databases']) {
    await cp(join(folder, part), join(dataDir, part), { recursive: true });
  }
  await mkdir(dirname(keysFile), { recursive: true, mode: 0o700 });
  await cp(join(folder, KEYS), keysFile, { force: false });
  return { kind: 'done', manifest, ...(before === undefined ? {} : { before }) };
}

/** The first database that does not hold what the manifest says. */
async function findDamaged(folder: string, { journals, databases }: Manifest): Promise<string | undefined> {
  for (const [part, names] of Object.entries({ journals, databases })) {
    for (const [name, rows] of Object.entries(names)) {
      const found = await countLevel(join(folder, part, name)).catch(() => undefined);
      if (found !== rows) return `${part}/${name}`;
    }
  }
  return undefined;
}

/** Keys within the data folder are moved aside with it; those kept elsewhere stay, and must be the same. */
async function fits(backedUp: string, keysFile: string, dataDir: string): Promise<boolean> {
  if (keysFile.startsWith(join(dataDir, '/'))) return true;
  const held = await readFile(keysFile, 'utf8').catch(() => undefined);
  return held === undefined || held === (await readFile(backedUp, 'utf8'));
}

async function moveAside(dataDir: string, now: Date): Promise<string | undefined> {
  const names = await readdir(dataDir).catch(() => []);
  if (names.length === 0) return undefined;
  const before = `${dataDir}.before-${now.toISOString().replaceAll(':', '')}`;
  await rename(dataDir, before);
  return before;
}

function refused(words: string): RestoreOutcome {
  return { kind: 'refused', words };
}
