/** Measures the same at full speed and on a processor four times slower. */
import type { BrowserContext } from '@playwright/test';
import { SlowRenderer } from './slow-renderer';

export const SPEEDS = ['full speed', 'CPU ×4'] as const;
export type Speed = (typeof SPEEDS)[number];

/** Runs `job` with the pages that are open now at this speed. */
export async function atSpeed<T>(speed: Speed, context: BrowserContext, job: () => Promise<T>): Promise<T> {
  if (speed === 'full speed') return job();
  const slow = await SlowRenderer.begin(context);
  try {
    return await job();
  } finally {
    await slow.end();
  }
}
