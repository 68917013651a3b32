/** The data worker's scripts as they were built; and changed ones, which only the proxy has. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Stage } from './stage';

const BUILT = 'build/client/_app/immutable/workers';
const ADDRESS = '/_app/immutable';

/** The worker's address as the app itself loads it. */
export function builtWorker(): string {
  return `${ADDRESS}/workers/${entryOf(builtScripts())}`;
}

/**
 * Serves the worker and what it imports from a folder of this name, each script changed by `change`. Answers the worker's
 * address. Throws when nothing was changed.
 */
export function serveChanged(stage: Stage, folder: string, change: (script: string) => string): string {
  const scripts = builtScripts();
  let changed = 0;
  for (const name of scripts) {
    const built = readFileSync(join(BUILT, name), 'utf8');
    const text = change(built);
    if (text !== built) changed += 1;
    stage.serveScript(`${ADDRESS}/${folder}/${name}`, text);
  }
  if (changed === 0) throw new Error('the built worker has nothing of what is to be changed');
  return `${ADDRESS}/${folder}/${entryOf(scripts)}`;
}

/** Their names below the folder of workers; they import each other by relative paths. */
function builtScripts(): string[] {
  return readdirSync(BUILT, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
}

function entryOf(scripts: readonly string[]): string {
  const [name, another] = scripts.filter((script) => /^worker-[^/]*\.js$/.test(script));
  if (name === undefined || another !== undefined) throw new Error('the build has one data worker');
  return name;
}
