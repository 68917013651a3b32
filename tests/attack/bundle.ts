/**
 * The app and what attacks it as one file, made once. A file that holds rules to be taken away is in it as it is, and once
 * more for each mutant; `chosen.ts` says which of them counts. So a process loads once, and its code stays warm.
 */
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'vite';
import { MUTANTS, type Mutant } from './mutants';

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
      plugins: [withMutants()],
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

function withMutants(): Plugin {
  const files = new Set(MUTANTS.map(({ file }) => join(ROOT, file)));
  const left = new Set(files);
  return {
    name: 'with-mutants',
    enforce: 'pre',
    resolveId: (id) => (fileOf(id).nth === undefined ? undefined : id),
    async load(id) {
      const { file, nth } = fileOf(id);
      if (!files.has(file)) return undefined;
      const mutants = MUTANTS.filter((mutant) => join(ROOT, mutant.file) === file);
      left.delete(file);
      if (nth !== undefined) return mutated(await readFile(file, 'utf8'), mutants[nth - 1]);
      const { exports } = await this.load({ id: variantOf(file, 0) });
      return choosing(file, mutants, exports);
    },
    buildEnd(error) {
      if (!error && left.size > 0) throw new Error(`${[...left][0]} is no part of the app`);
    },
  };
}

/** Beside the file, so that what it imports is found. The first is the file as it is. */
function variantOf(file: string, nth: number): string {
  return file.replace(/\.ts$/, `.variant-${nth}.ts`);
}

function fileOf(id: string): { file: string; nth?: number } {
  const [, path, nth] = /^(.*)\.variant-(\d+)\.ts$/.exec(id) ?? [];
  return nth === undefined ? { file: id } : { file: `${path}.ts`, nth: Number(nth) };
}

function mutated(code: string, mutant: Mutant | undefined): string {
  if (!mutant) return code;
  const { name, file, find, replace } = mutant;
  if (code.split(find).length !== 2) throw new Error(`“${name}” does not fit ${file} any more`);
  return code.replace(find, () => replace);
}

/** The file's exports, each of them that of the variant which is chosen. */
function choosing(file: string, mutants: readonly Mutant[], names: readonly string[]): string {
  const all = [undefined, ...mutants];
  return [
    `import { onChoice } from '/${HERE}/chosen.ts';`,
    ...all.map((_, nth) => `import * as variant${nth} from '${variantOf(file, nth)}';`),
    `const byName = new Map([${mutants.map(({ name }, i) => `[${JSON.stringify(name)}, variant${i + 1}]`).join()}]);`,
    ...names.map((name) => `export let ${name} = variant0.${name};`),
    'onChoice((mutant) => {',
    '  const variant = byName.get(mutant) ?? variant0;',
    ...names.map((name) => `  ${name} = variant.${name};`),
    '  return variant !== variant0;',
    '});',
  ].join('\n');
}
