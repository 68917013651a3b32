/** The real server on a record of a chosen size, behind a line, and tablets that come in over that line. */
import type { Page } from '@playwright/test';
import { Clinician } from '../../e2e/clinician';
import { Tablet } from '../../e2e/tablet';
import { freePort, ServerProcess } from '../../support/server-process';
import { Line } from './line';
import { NURSE, templateOf, type Size } from './template';

/** What runs these programs (tsx) wraps named functions in this; those that are handed to a page need it there too. */
export const NAMES = 'globalThis.__name ??= (made) => made;';

export class Clinic {
  readonly #tablets: Tablet[] = [];

  private constructor(
    readonly server: ServerProcess,
    readonly line: Line,
  ) {}

  static async open(size: Size, env: Record<string, string> = {}): Promise<Clinic> {
    const template = await templateOf(size);
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const server = await ServerProcess.create({ template, origin, env: { PATIENTS: '1', ...env } });
    await server.start();
    const line = await Line.open(() => server.port, port);
    return new Clinic(server, line);
  }

  /** A new tablet with nothing on it, at the app's first page. */
  async arrive(name: string = NURSE): Promise<Clinician> {
    const tablet = new Tablet();
    this.#tablets.push(tablet);
    const context = await tablet.switchOn();
    await context.addInitScript(NAMES);
    return Clinician.arrive(tablet, this.server.origin, name);
  }

  /** A tablet that has everything down. */
  async settled(name: string = NURSE): Promise<Clinician> {
    const nurse = await this.arrive(name);
    await nurse.setUp();
    await complete(nurse.page);
    // The emergency summaries come after the caseload.
    await nurse.roundOver();
    await nurse.open('Today');
    return nurse;
  }

  /** As it is in the morning: nothing in the server's memory yet. */
  async restartServer(): Promise<void> {
    await this.server.kill();
    await this.server.start();
  }

  async dispose(tablet: Tablet): Promise<void> {
    this.#tablets.splice(this.#tablets.indexOf(tablet), 1);
    await tablet.dispose();
  }

  async close(): Promise<void> {
    for (const tablet of this.#tablets) await tablet.dispose();
    await this.line.close();
    await this.server.dispose();
  }
}

/** Resolves when the screen says that the whole caseload is down. */
export async function complete(page: Page): Promise<void> {
  await page.getByText('Your caseload is complete on this device').waitFor({ timeout: 600_000 });
}
