/** Finds a Chromium for the browser tests, or installs the system's. */
import { existsSync } from 'node:fs';
import { runQuietly } from './command.mjs';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The path of a Chromium, or undefined after saying what to do. */
export async function ensureChromium() {
  const found = await findChromium();
  if (found !== undefined) return found;
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    // Not every system has the shell; the tests take longer without.
    const install = `apt-get update && apt-get install -y --no-install-recommends chromium &&
      (apt-get install -y --no-install-recommends chromium-headless-shell || true)`;
    if (await runQuietly('Installing Chromium', 'sh', ['-c', install])) return findChromium();
  }
  console.error(
    'No Chromium found. Install one (Debian: sudo apt-get install chromium), or name yours in CHROMIUM_PATH.',
  );
  return undefined;
}

async function findChromium() {
  const { chromium } = await import('@playwright/test');
  const candidates = [process.env.CHROMIUM_PATH, ...SYSTEM, chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path));
}
