/** The app's own data worker, driven by its face to the page (`DeviceApi`) from a page that shows nothing. */
import type { BrowserContext, Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { DeviceApi, NewEntry, SaveOutcome } from '../../../src/lib/device/api';

const COMLINK = createRequire(import.meta.url).resolve('comlink/dist/umd/comlink.min.js');

const PATIENCE_MS = 120_000;

type Method = Exclude<keyof DeviceApi, 'subscribe'>;

/** What the page holds. */
interface Globals {
  Comlink: { wrap: (worker: Worker) => Globals['device'] };
  device: Record<Method, (...args: unknown[]) => Promise<unknown>>;
  /** Rejects when the worker fails outside of a call, which would then never be answered. */
  broken: Promise<never>;
  acknowledged: (entryId: string, text: string) => Promise<void>;
}

export type OnSaved = (entryId: string, text: string) => void;

export class DataWorker {
  /** What it wrote to the console. */
  readonly said: string[] = [];

  private constructor(readonly page: Page) {
    page.on('console', (message) => this.said.push(message.text()));
  }

  /** Starts the worker at `address`, on a page of `origin` without the app. */
  static async start(
    context: BrowserContext,
    { origin, address, onSaved }: { origin: string; address: string; onSaved: OnSaved },
  ): Promise<DataWorker> {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${origin}/health`);
    await page.exposeFunction('acknowledged', onSaved);
    const started = new DataWorker(page);
    await page.evaluate(readFileSync(COMLINK, 'utf8'));
    await page.evaluate((script) => {
      const globals = globalThis as unknown as Globals;
      const worker = new Worker(script, { type: 'module' });
      globals.device = globals.Comlink.wrap(worker);
      globals.broken = new Promise((_, reject) => {
        worker.onerror = ({ message }) => {
          reject(new Error(message));
        };
      });
      globals.broken.catch(() => undefined);
    }, address);
    return started;
  }

  /** Rejects when the worker is broken, or has not answered in two minutes. */
  async call<M extends Method>(
    method: M,
    ...args: Parameters<DeviceApi[M]>
  ): Promise<Awaited<ReturnType<DeviceApi[M]>>> {
    const answer = await this.page.evaluate(
      ([name, given, limit]) => {
        const { device, broken } = globalThis as unknown as Globals;
        const tooLate = new Promise((_, reject) => {
          setTimeout(() => {
            reject(new Error(`${name} is not answered`));
          }, limit);
        });
        return Promise.race([device[name](...given), broken, tooLate]);
      },
      [method, args, PATIENCE_MS] as [Method, unknown[], number],
    );
    return answer as Awaited<ReturnType<DeviceApi[M]>>;
  }

  /** Saves notes one after the other; each that the worker calls saved is told to `onSaved`. Answers why others were not. */
  async saveNotes(patientId: string, texts: readonly string[]): Promise<string[]> {
    const entries = texts.map((text): NewEntry => ({ patientId, body: { kind: 'note', text } }));
    return this.page.evaluate(async (given) => {
      const globals = globalThis as unknown as Globals;
      const refused: string[] = [];
      for (const entry of given) {
        const outcome = (await globals.device.save(entry)) as SaveOutcome;
        if (entry.body.kind !== 'note') continue;
        if (outcome.kind === 'saved') void globals.acknowledged(outcome.entryId, entry.body.text);
        else refused.push(outcome.words);
      }
      return refused;
    }, entries);
  }
}
