/** What a browser's processes take of the machine's memory, from Linux's /proc. */
import { readFileSync } from 'node:fs';
import type { BrowserContext } from '@playwright/test';
import { rendererPids } from './slow-renderer';

/** The most that the largest page process (page, data worker, service worker) has held at once, MB. */
export async function largestRenderer(context: BrowserContext): Promise<number> {
  const pids = await rendererPids(context);
  return Math.max(...pids.map(mostResident));
}

function mostResident(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
