/** Finds a Chromium for the browser tests, or installs the system's. */
import { existsSync } from 'node:fs';
import { runQuietly } from './command.mjs';

const SYSTEM = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** The same engine in less: a run without it takes several minutes more of both processors. Not every system has it. */
const SHELL = '/usr/bin/chromium-headless-shell';

/** The path of a Chromium, or undefined after saying what to do. */
export async function ensureChromium() {
  const found = await findChromium();
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (found !== undefined) {
    if (found === SYSTEM[0] && mayInstall && !existsSync(SHELL)) await addShell();
    return found;
  }
  if (mayInstall) {
    const install = 'apt-get update && apt-get install -y --no-install-recommends chromium';
    if (await runQuietly('Installing Chromium', 'sh', ['-c', install])) {
      await addShell();
      return findChromium();
    }
  }
  console.error(
    'No Chromium found. Install one (Debian: sudo apt-get install chromium), or name yours in CHROMIUM_PATH.',
  );
  return undefined;
}

/** Where there is no network, or no such package, the tests go on without it. */
async function addShell() {
  const apt = 'apt-get -o Acquire::Retries=0 -o Acquire::http::Timeout=10';
  const install = `${apt} install -y --no-install-recommends chromium-headless-shell`;
  await runQuietly('Looking for Chromium’s headless shell', 'sh', [
    '-c',
    `${install} || { ${apt} update && ${install}; } || true`,
  ]);
}

async function findChromium() {
  const { chromium } = await import('@playwright/test');
  const candidates = [process.env.CHROMIUM_PATH, ...SYSTEM, chromium.executablePath()];
  return candidates.find((path) => path && existsSync(path));
}
