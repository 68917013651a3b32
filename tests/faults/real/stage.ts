/** Where the real stack is put under faults: one real server, behind a proxy that can be told to fail. */
import { existsSync } from 'node:fs';
import { FaultProxy, type Fault } from '../../support/fault-proxy';
import { freePort, ServerProcess } from '../../support/server-process';

/** Enough for a caseload, little enough to come down in a moment. */
const PATIENTS = '24';

export class Stage {
  fault: Fault | undefined;
  /** Scripts that only the proxy has, by path. */
  readonly #scripts = new Map<string, string>();

  private constructor(
    readonly server: ServerProcess,
    readonly network: FaultProxy,
  ) {
    network.fault = (path, method, body) => {
      const script = this.#scripts.get(path);
      if (script !== undefined) return { kind: 'answer', status: 200, type: 'text/javascript', body: script };
      return this.fault?.(path, method, body);
    };
  }

  /** Needs a build. `template` is a data folder that is filled already. */
  static async open(template?: string): Promise<Stage> {
    if (!existsSync('build/index.js')) throw new Error('no build: run `npm run build` first');
    const origin = `http://localhost:${await freePort()}`;
    const server = await ServerProcess.create(
      template === undefined ? { origin, env: { PATIENTS } } : { origin, template },
    );
    try {
      await server.start();
    } catch (cause) {
      await server.dispose();
      throw new Error('the server did not come up', { cause });
    }
    return new Stage(server, await FaultProxy.listen(Number(new URL(origin).port), () => server.port));
  }

  serveScript(path: string, text: string): void {
    this.#scripts.set(path, text);
  }

  async close(): Promise<void> {
    await this.network.close();
    await this.server.dispose();
  }
}
