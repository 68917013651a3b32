/**
 * Code broken on purpose, in many ways within one bundle: a file with places to break is in it as it is, and once more for
 * each mutant; `chosen-mutant.ts` says which of them counts. So a process loads once, and its code stays warm.
 */
import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Plugin } from 'vite';

const CHOSEN = join(import.meta.dirname, 'chosen-mutant.ts');

/** Code to be broken. */
export interface Place {
  file: string;
  /** Stands in the file once. */
  find: string;
  replace: string;
}

export interface Broken {
  name: string;
  places: readonly Place[];
}

/** The build fails when a mutant does not fit the code any more, or breaks what is no part of it. `root`: what the files' names begin at. */
export function withMutants(root: string, mutants: readonly Broken[]): Plugin {
  const files = new Set(mutants.flatMap(({ places }) => places.map(({ file }) => join(root, file))));
  const left = new Set(files);
  return {
    name: 'with-mutants',
    enforce: 'pre',
    resolveId: (id) => (fileOf(id).nth === undefined ? undefined : id),
    async load(id) {
      const { file, nth } = fileOf(id);
      if (!files.has(file)) return undefined;
      const name = relative(root, file);
      const here = mutants.filter(({ places }) => places.some((place) => place.file === name));
      left.delete(file);
      if (nth !== undefined) return mutated(await readFile(file, 'utf8'), name, here[nth - 1]);
      const { exports } = await this.load({ id: variantOf(file, 0) });
      return choosing(file, here, exports);
    },
    buildEnd(error) {
      if (!error && left.size > 0) throw new Error(`${[...left][0]} is no part of the bundle`);
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

function mutated(text: string, name: string, mutant: Broken | undefined): string {
  const places = mutant?.places.filter(({ file }) => file === name) ?? [];
  return places.reduce((code, { find, replace }) => {
    if (code.split(find).length !== 2) throw new Error(`“${mutant?.name}” does not fit ${name} any more`);
    return code.replace(find, () => replace);
  }, text);
}

/** The file's exports, each of them that of the variant which is chosen. */
function choosing(file: string, mutants: readonly Broken[], names: readonly string[]): string {
  const all = [undefined, ...mutants];
  return [
    `import { onChoice } from '${CHOSEN}';`,
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
