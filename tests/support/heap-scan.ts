/** Looks through what every page and worker of a browser holds in memory, after its garbage was collected. */
import type { BrowserContext, CDPSession } from '@playwright/test';
import { Finder, type Needle } from './finder';

interface Snapshot {
  strings: string[];
}

/** `label in the heap of …` for each needle found. */
export async function scanHeaps(context: BrowserContext, needles: readonly Needle[]): Promise<string[]> {
  const browser = await context.browser()?.newBrowserCDPSession();
  if (!browser) throw new Error('the browser of this context takes no commands');
  const finder = new Finder(needles);
  const found: string[] = [];
  const { targetInfos } = await browser.send('Target.getTargets');
  for (const { targetId, type } of targetInfos.filter(({ type }) => /^page$|worker$/.test(type))) {
    // One a line: nothing is found that begins in one string and ends in another.
    const { strings } = JSON.parse(await takeSnapshot(browser, targetId)) as Snapshot;
    const labels = finder.findIn(Buffer.from(strings.join('\n')));
    found.push(...labels.map((label) => `${label} in the heap of a ${type}`));
  }
  await browser.detach();
  return found;
}

/** Playwright speaks to pages only; workers are reached by passing messages on. */
async function takeSnapshot(browser: CDPSession, targetId: string): Promise<string> {
  const { sessionId } = await browser.send('Target.attachToTarget', { targetId });
  const parts: string[] = [];
  await new Promise<void>((resolve, reject) => {
    browser.on('Target.receivedMessageFromTarget', (received) => {
      if (received.sessionId !== sessionId) return;
      const { id, method, params, error } = JSON.parse(received.message) as {
        id?: number;
        method?: string;
        params?: { chunk: string };
        error?: { message: string };
      };
      if (error) reject(new Error(error.message));
      else if (id === 1) resolve();
      else if (method === 'HeapProfiler.addHeapSnapshotChunk') parts.push(params?.chunk ?? '');
    });
    const message = JSON.stringify({ id: 1, method: 'HeapProfiler.takeHeapSnapshot' });
    browser.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
  });
  await browser.send('Target.detachFromTarget', { sessionId });
  return parts.join('');
}
