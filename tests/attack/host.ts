/** Loads the app as Vite does on the server, again and again, with a line of its code changed where that is asked for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createServer, createServerModuleRunner, type Plugin, type ViteDevServer } from 'vite';
import type { Mutant } from './mutants';

const ROOT = resolve(import.meta.dirname, '../..');

export type Attack = typeof import('./run');

export class Host {
  #mutant: Mutant | undefined;
  #changed = false;

  private constructor(
    private readonly vite: ViteDevServer,
    /** For what the app wants a folder. */
    readonly folder: string,
  ) {}

  static async open(): Promise<Host> {
    const folder = await mkdtemp(join(tmpdir(), 'doorstep-attack-'));
    const plugin: Plugin = {
      name: 'attack',
      enforce: 'pre',
      transform: (code, id) => host.#transform(code, id),
    };
    const vite = await createServer({
      root: ROOT,
      logLevel: 'silent',
      appType: 'custom',
      server: { middlewareMode: true, hmr: false, watch: null, ws: false },
      optimizeDeps: { noDiscovery: true, include: [] },
      resolve: { alias: { '@sveltejs/kit/hooks': join(import.meta.dirname, 'sequence.ts') } },
      plugins: [plugin],
    });
    const host = new Host(vite, folder);
    return host;
  }

  /** Runs `job` with the attack loaded afresh. Throws when a mutant does not fit the code any more. */
  async withAttack<T>(mutant: Mutant | undefined, job: (attack: Attack) => Promise<T>): Promise<T> {
    this.#mutant = mutant;
    this.#changed = false;
    const forget = () => {
      this.#forget(mutant);
    };
    forget();
    const runner = createServerModuleRunner(this.vite.environments.ssr, { hmr: false });
    try {
      const attack: Attack = await runner.import('/tests/attack/run.ts');
      if (mutant && !this.#isChanged()) throw new Error(`“${mutant.name}” changed nothing`);
      return await job(attack);
    } finally {
      await runner.close();
      this.#mutant = undefined;
      forget();
    }
  }

  async close(): Promise<void> {
    await this.vite.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  #isChanged(): boolean {
    return this.#changed;
  }

  /** What was made of the file is made anew; all other files are as they were. */
  #forget(mutant: Mutant | undefined): void {
    const graph = this.vite.environments.ssr.moduleGraph;
    const module = mutant && graph.getModuleById(join(ROOT, mutant.file));
    if (module) graph.invalidateModule(module);
  }

  #transform(code: string, id: string): string | undefined {
    const mutant = this.#mutant;
    if (!mutant || id !== join(ROOT, mutant.file)) return undefined;
    if (code.split(mutant.find).length !== 2) {
      throw new Error(`“${mutant.name}” does not fit ${mutant.file} any more`);
    }
    this.#changed = true;
    return code.replace(mutant.find, () => mutant.replace);
  }
}
