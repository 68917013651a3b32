/** Installs the packages that the lock file names, when they are not there already. */
import { existsSync, readFileSync } from 'node:fs';
import { runQuietly } from './command.mjs';
import { stop } from './environment.mjs';

export async function ensureInstalled() {
  if (isInstalled()) return;
  const args = ['ci', '--include=dev', '--prefer-offline', '--no-audit', '--no-fund'];
  if (!(await runQuietly('Installing packages (about a minute)', 'npm', args))) {
    stop('The packages could not be installed. A first start needs a network; try again when there is one.');
  }
}

/** npm writes its own list of what it installed as the last thing it does: compare that with the lock file. */
function isInstalled() {
  const installedList = 'node_modules/.package-lock.json';
  if (!existsSync(installedList)) return false;
  const installed = readPackages(installedList);
  return Object.entries(readPackages('package-lock.json')).every(
    // Optional packages are those of other systems.
    ([path, wanted]) => path === '' || wanted.optional || installed[path]?.version === wanted.version,
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
  } catch {
    return {}; // damaged: as good as not installed
  }
}
