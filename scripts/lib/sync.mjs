/** Writes the TypeScript settings that SvelteKit derives from the routes, when they are missing: ours extend them, and whatever reads one of our TypeScript files reads those. */
import { existsSync } from 'node:fs';
import { run } from './command.mjs';
import { stop } from './environment.mjs';

export async function ensureSynced() {
  if (existsSync('.svelte-kit/tsconfig.json')) return;
  const code = await run(process.execPath, ['node_modules/@sveltejs/kit/svelte-kit.js', 'sync']);
  if (code !== 0) stop('The TypeScript settings could not be written.');
}
