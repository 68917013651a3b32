/** The log that saves are noted in: a file in the browser's private file system, which the next worker takes over. */
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures';

const files = (page: Page) =>
  page.evaluate(async () => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle('doorstep-copies');
    const found: { name: string; used: boolean }[] = [];
    for await (const [name, handle] of folder.entries()) {
      const bytes = new Uint8Array(await (await (handle as FileSystemFileHandle).getFile()).arrayBuffer());
      found.push({ name, used: bytes.some((byte) => byte !== 0) });
    }
    return found;
  });

test('the worker that comes next takes the log over, however often the tablet is locked and the page loaded; nothing stays in it', async ({
  server,
  ready,
}) => {
  const nurse = await ready();
  const { page } = nurse;
  expect(await files(page)).toHaveLength(1);
  for (let i = 0; i < 3; i++) {
    await nurse.lock();
    await nurse.unlock();
    await page.reload();
    await nurse.unlock();
  }
  // One that the worker before has not let go of yet when the next begins, and one that is free by then.
  expect((await files(page)).length).toBeLessThanOrEqual(2);
  await server.kill();
  await nurse.recordNote(await nurse.somePatient(), 'Noted at once.');
  await expect.poll(async () => (await files(page)).filter(({ used }) => used)).toEqual([]);
});
