/** Which Chromium the browser tests use: the system's, else Playwright's own. */
import { existsSync } from 'node:fs';

const WHOLE = [
  process.env['CHROMIUM_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];

/** The same engine without what a browser has around it: starts and runs at half the cost. */
const SHELL = ['/usr/bin/chromium-headless-shell'];

/**
 * Options for `chromium.launch*`. `whole` where the test is about what a browser keeps, installs or does by itself;
 * elsewhere the shell, where there is one. Without a system browser, `executablePath` is left to Playwright.
 */
export function chromiumOptions({ whole = true } = {}): { executablePath?: string; args: string[] } {
  const candidates = whole ? WHOLE : [...SHELL, ...WHOLE];
  const path = candidates.find((candidate) => candidate !== undefined && existsSync(candidate));
  const args = [
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    // A snapshot of the heap has strings whole, not their first 1,024 letters.
    '--js-flags=--heap-snapshot-string-limit=1000000',
  ];
  // Root (containers, CI) can't use Chromium's sandbox; anyone else keeps it.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return path === undefined ? { args } : { executablePath: path, args };
}
