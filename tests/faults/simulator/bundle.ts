/**
 * The simulator's worker as one plain file: it starts in a third of the time that its modules take one by one, and each
 * mutant starts anew. Libraries are part of it, so that none is loaded before `install.ts` has run.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';

const ROOT = resolve(import.meta.dirname, '../../..');
const WORKER = 'tests/faults/simulator/worker.ts';

/** Code to be broken on purpose. */
export interface Place {
  file: string;
  /** Stands in the file once. */
  find: string;
  replace: string;
}

export interface Bundle extends AsyncDisposable {
  script: string;
}

/** The file is gone when it is disposed of. Throws when one of `broken` does not fit the code. */
export async function bundleWorker(broken: readonly Place[] = []): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'doorstep-faults-'));
  const remove = () => rm(folder, { recursive: true });
  try {
    await build({
      ...{ root: ROOT, configFile: false, publicDir: false, logLevel: 'warn' },
      plugins: [breaking(broken)],
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

function breaking(places: readonly Place[]): Plugin {
  const left = new Set(places);
  return {
    name: 'break-on-purpose',
    enforce: 'pre',
    transform(text, id) {
      const here = places.filter(({ file }) => id === join(ROOT, file));
      for (const place of here) left.delete(place);
      return here.reduce((code, { file, find, replace }) => {
        if (code.split(find).length !== 2) throw new Error(`“${find}” does not fit ${file} any more`);
        return code.replace(find, () => replace);
      }, text);
    },
    buildEnd(error) {
      if (!error && left.size > 0) throw new Error(`${[...left][0]?.file} is no part of the simulator`);
    },
  };
}
