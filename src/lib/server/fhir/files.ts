/** The files that paths stand for. */
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** Files as they are; folders with everything below them, by name, without hidden files. No file comes twice. */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const found = new Map<string, string>();
  const visited = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    const real = await realpath(path);
    const info = await stat(real);
    if (info.isFile() && !found.has(real)) found.set(real, path);
    if (!info.isDirectory() || visited.has(real)) return;
    visited.add(real);
    const names = (await readdir(real)).filter((name) => !name.startsWith('.')).sort();
    for (const name of names) await visit(join(path, name));
  };
  for (const path of paths) await visit(path);
  return [...found.values()];
}
