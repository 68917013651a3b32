/** Bytes of the app itself, in brotli as the server sends it: what the first screen needs, and all that is kept for offline. */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { chromium } from '@playwright/test';
import { chromiumOptions } from '../../support/chromium';
import { ServerProcess } from '../../support/server-process';
import type { Row } from '../row';
import { quiet } from '../support/device-worker';

const CLIENT = 'build/client';
const PRERENDERED = 'build/prerendered';

export const bundle: Row = {
  name: 'bundle',
  what: 'first load (page, styles, data worker) and everything that is kept for offline, brotli',
  measure: async () => {
    // Nothing about bytes changes from round to round.
    const first = await addressesOfFirstLoad();
    const all = [...filesIn(CLIENT), ...filesIn(PRERENDERED)].filter(
      (file) => !file.endsWith('service-worker.js'),
    );
    return [
      { row: 'bundle', case: 'first load', unit: 'KB', ours: [kilobytes(first)] },
      { row: 'bundle', case: 'precache', unit: 'KB', ours: [kilobytes(all)] },
    ];
  },
};

/** Every file that Chromium asks for until the first screen stands and nothing more comes, the data worker's included. */
async function addressesOfFirstLoad(): Promise<string[]> {
  const server = await ServerProcess.create({ env: { PATIENTS: '1' } });
  await server.start();
  const browser = await chromium.launch(chromiumOptions());
  try {
    const page = await browser.newPage({ serviceWorkers: 'block' });
    const asked = new Set<string>();
    page.context().on('request', (request) => asked.add(new URL(request.url()).pathname));
    await page.goto(server.origin);
    await page.getByRole('link', { name: 'Sign in' }).waitFor();
    await quiet(page);
    return [...asked]
      .filter((path) => !path.startsWith('/api/') && path !== '/')
      .map((path) => join(CLIENT, path));
  } finally {
    await browser.close();
    await server.dispose();
  }
}

/** What was built, without the copies that are compressed already. */
function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((path) => !/\.(?:br|gz)$/.test(path) && statSync(path).isFile());
}

function kilobytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + compressedSize(file), 0) / 1000;
}

/** As the build has compressed it; what it has left alone (icons) is sent as it is. */
function compressedSize(path: string): number {
  const raw = readFileSync(path);
  return /\.(?:js|css|json|svg|html|webmanifest|wasm)$/.test(path)
    ? brotliCompressSync(raw).length
    : raw.length;
}
