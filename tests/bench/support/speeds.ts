/** Measures the same at full speed and on a processor four times slower. */
import type { BrowserContext } from '@playwright/test';
import { SlowRenderer } from './slow-renderer';

/**
 * `page ×4`: Chromium's own throttle, which slows the pages' main threads and is refused for workers. `CPU ×4`: all of the
 * page processes with their workers, so more than was asked for.
 */
export const SPEEDS = ['full speed', 'page ×4', 'CPU ×4'] as const;
export type Speed = (typeof SPEEDS)[number];

const TIMES_SLOWER = 4;

/** Runs `job` with the pages that are open now at this speed. */
export async function atSpeed<T>(speed: Speed, context: BrowserContext, job: () => Promise<T>): Promise<T> {
  const end = await begin(speed, context);
  try {
    return await job();
  } finally {
    await end();
  }
}

async function begin(speed: Speed, context: BrowserContext): Promise<() => Promise<void>> {
  switch (speed) {
    case 'full speed':
      return () => Promise.resolve();
    case 'page ×4':
      return throttle(context);
    case 'CPU ×4': {
      const slow = await SlowRenderer.begin(context);
      return () => slow.end();
    }
  }
}

async function throttle(context: BrowserContext): Promise<() => Promise<void>> {
  const sessions = await Promise.all(context.pages().map((page) => context.newCDPSession(page)));
  await Promise.all(
    sessions.map((session) => session.send('Emulation.setCPUThrottlingRate', { rate: TIMES_SLOWER })),
  );
  return async () => {
    for (const session of sessions) {
      await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
      await session.detach();
    }
  };
}
