/** Damages the files in which a closed Chromium keeps IndexedDB, as a failing disk or a cleaning program would. Seeded. */
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../../../src/lib/server/demo/random';

/** Of a LevelDB: what it writes first, its tables, and which of them count. */
const THAT_MATTER = /^(\d+\.(log|ldb)|CURRENT|MANIFEST-\d+)$/;

/** Does one damage. Answers what was done. */
export function damageFiles(profile: string, random: Random): string {
  const root = join(profile, 'Default', 'IndexedDB');
  const kind = random.pick(['folder', 'file', 'cut', 'cut', 'flip', 'flip'] as const);
  if (kind === 'folder') {
    rmSync(root, { recursive: true });
    return 'folder deleted';
  }
  const [folder] = readdirSync(root).filter((name) => name.endsWith('.leveldb'));
  if (folder === undefined) throw new Error('There is no IndexedDB to damage');
  const files = readdirSync(join(root, folder)).filter((name) => THAT_MATTER.test(name));
  const name = random.pick(files.sort() as [string]);
  const path = join(root, folder, name);
  const bytes = readFileSync(path);
  const at = random.int(0, Math.max(0, bytes.length - 1));
  if (kind === 'file') rmSync(path);
  else if (kind === 'cut') truncateSync(path, at);
  else {
    bytes[at] = (bytes[at] ?? 0) ^ 0x10;
    writeFileSync(path, bytes);
  }
  return `${name} (${bytes.length} bytes): ${kind === 'file' ? 'deleted' : `${kind} at ${at}`}`;
}
