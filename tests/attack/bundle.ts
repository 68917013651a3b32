/** The app and what attacks it as one file, made once, with every rule that is to be taken away. */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { withMutants } from '../support/with-mutants';
import { MUTANTS } from './mutants';

const ROOT = resolve(import.meta.dirname, '../..');
const HERE = 'tests/attack';

export interface Bundle extends AsyncDisposable {
  script: string;
}

/** The file is gone when it is disposed of. Throws when a mutant does not fit the code any more. */
export async function bundleAttack(): Promise<Bundle> {
  // Within the project: libraries are loaded from there.
  await mkdir(join(ROOT, '.cache'), { recursive: true });
  const folder = await mkdtemp(join(ROOT, '.cache/attack-'));
  const remove = () => rm(folder, { recursive: true });
  try {
    await build({
      ...{ root: ROOT, configFile: false, publicDir: false, logLevel: 'warn' },
      resolve: {
        alias: {
          '@sveltejs/kit/hooks': join(ROOT, HERE, 'sequence.ts'),
          '$app/environment': join(ROOT, HERE, 'environment.ts'),
          $lib: join(ROOT, 'src/lib'),
        },
      },
      plugins: [
        withMutants(
          ROOT,
          MUTANTS.map(({ name, ...place }) => ({ name, places: [place] })),
        ),
      ],
      build: {
        ...{ ssr: `${HERE}/part.ts`, outDir: folder, emptyOutDir: false, minify: false, target: 'node20' },
        rolldownOptions: { output: { entryFileNames: 'part.mjs', codeSplitting: false } },
      },
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return { script: join(folder, 'part.mjs'), [Symbol.asyncDispose]: remove };
}
