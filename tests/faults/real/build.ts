import { execFileSync } from 'node:child_process';

/** Builds the app when there is no build of the present sources. Throws when it can't be built. */
export function ensureBuilt(): void {
  execFileSync(process.execPath, ['scripts/ensure-built.mjs'], { stdio: 'inherit' });
}
