/**
 * The simulator's worker as one plain file: it starts in a third of the time that its modules take one by one. Libraries are
 * part of it, so that none is loaded before `install.ts` has run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'vite';
import { withMutants } from '../../support/with-mutants';
import { placesOf, type Mutant } from '../mutants';

const ROOT = resolve(import.meta.dirname, '../../..');
const WORKER = 'tests/faults/simulator/worker.ts';

export interface Bundle extends AsyncDisposable {
  script: string;
}

/** With code to be broken in it, for jobs that name which. The file is gone when it is disposed of. Throws when one of `mutants` does not fit the code. */
export async function bundleWorker(mutants: readonly Mutant[] = []): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-faults-'));
  const remove = () => rm(folder, { recursive: true });
  const broken = mutants.map((mutant) => ({ name: mutant.name, places: placesOf(mutant) }));
  try {
    await build({
      ...{ root: ROOT, configFile: false, publicDir: false, logLevel: 'warn' },
      plugins: [withMutants(ROOT, broken)],
      ssr: { noExternal: true },
      build: {
        ...{ ssr: WORKER, outDir: folder, emptyOutDir: false, minify: false, target: 'node20' },
        rolldownOptions: { output: { entryFileNames: 'worker.mjs', codeSplitting: false } },
      },
    });
  } catch (error) {
    await remove();
    throw error;
  }
  return { script: join(folder, 'worker.mjs'), [Symbol.asyncDispose]: remove };
}
