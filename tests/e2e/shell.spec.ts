import { readdirSync } from 'node:fs';
import { expect, test } from './fixtures';

const BUILT = 'build/client/_app/immutable';

test('every file of this version is kept for offline, and those that the data worker loads later', async ({
  clinician,
}) => {
  const { page } = await clinician();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  const kept = await page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith('shell-'));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });
  const built = readdirSync(BUILT, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:js|css|wasm|woff2)$/.test(file))
    .map((file) => `/_app/immutable/${file}`);
  expect(built.some((file) => file.includes('/workers/chunks/'))).toBe(true);
  expect(built.filter((file) => !kept.includes(file))).toEqual([]);
});
