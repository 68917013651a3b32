/** The floor and stock PouchDB, each in a fresh browser of its own, on a copy of the same record as the app's server. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { Tablet } from '../../../e2e/tablet';
import { NAMES } from '../clinic';
import { Line } from '../line';
import { atSpeed, type Speed } from '../speeds';
import { templateOf, type Size } from '../template';
import { bundled } from './bundled';
import { timeFloor, timeReplication } from './in-page';

const HERE = import.meta.dirname;
/** To be run in a page that is to have `PouchDB`. */
export const STOCK_POUCHDB = join(HERE, 'stock-pouchdb.ts');

export class Yardstick {
  private constructor(
    private readonly server: ChildProcess,
    private readonly folder: string,
    /** Between browser and server. */
    readonly line: Line,
  ) {}

  static async open(size: Size): Promise<Yardstick> {
    const folder = mkdtempSync(join(tmpdir(), 'doorstep-yardstick-'));
    cpSync(await templateOf(size), folder, { recursive: true });
    const script = join(folder, 'pouchdb.js');
    writeFileSync(script, await bundled(STOCK_POUCHDB));
    const server = fork(join(HERE, 'server.ts'), [folder, script]);
    const [port] = (await once(server, 'message')) as [number];
    return new Yardstick(server, folder, await Line.open(() => port));
  }

  /** Seconds of the least work: see `timeFloor`. */
  floor(speed: Speed): Promise<number> {
    const address = this.line.pace ? '/resources?gzip' : '/resources';
    return this.#inFreshBrowser(speed, (page) => page.evaluate(timeFloor, address));
  }

  /** Seconds of `PouchDB.replicate.from` with default batches. */
  stock(speed: Speed): Promise<number> {
    return this.#inFreshBrowser(speed, (page) => page.evaluate(timeReplication, '/record'));
  }

  async close(): Promise<void> {
    await this.line.close();
    const gone = once(this.server, 'exit');
    this.server.disconnect();
    await gone;
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #inFreshBrowser(speed: Speed, job: (page: Page) => Promise<number>): Promise<number> {
    const tablet = new Tablet();
    try {
      const context = await tablet.switchOn();
      await context.addInitScript(NAMES);
      const page = await context.newPage();
      await page.goto(`http://localhost:${this.line.port}/`);
      await page.addScriptTag({ url: '/pouchdb.js' });
      return await atSpeed(speed, context, () => job(page));
    } finally {
      await tablet.dispose();
    }
  }
}
