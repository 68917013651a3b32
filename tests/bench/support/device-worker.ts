/** Reaches into the data worker of a page, for what no screen offers. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page, Worker } from '@playwright/test';

const QUIET_MS = 700;

export function dataWorker(page: Page): Worker {
  const worker = page.workers().find((worker) => /worker/.test(worker.url()));
  if (!worker) throw new Error('the page has no data worker');
  return worker;
}

/** What deriving keys from passphrases has taken in this page so far, ms: slow on purpose, and no part of any row. */
export function derivationMs(page: Page): Promise<number> {
  return dataWorker(page).evaluate(() =>
    performance.getEntriesByName('argon2id').reduce((sum, { duration }) => sum + duration, 0),
  );
}

/** One round of sync, as when the browser comes back to a network. */
export async function syncNow(page: Page): Promise<void> {
  await dataWorker(page).evaluate(() => {
    dispatchEvent(new Event('online'));
  });
  await quiet(page);
}

/** Resolves when nothing was asked for, and nothing ended, for a while. */
export async function quiet(page: Page): Promise<void> {
  let last = performance.now();
  const note = () => (last = performance.now());
  const context = page.context();
  context.on('request', note);
  context.on('requestfinished', note);
  while (performance.now() - last < QUIET_MS) await sleep(50);
  context.off('request', note);
  context.off('requestfinished', note);
}
