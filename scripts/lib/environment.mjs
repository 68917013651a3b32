/** What every script needs before anything is installed: the right Node, the project's folder, and `.env`. */
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const NEEDED = [20, 19];

/** The project's folder, which becomes the current one whatever folder a script is called from. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** Stops the script with one line on an older Node. Reads `.env`; what the environment says already is stronger. */
export function prepareEnvironment() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < NEEDED[0] || (major === NEEDED[0] && minor < NEEDED[1])) {
    stop(`Doorstep needs Node ${NEEDED.join('.')} or newer; this is ${process.versions.node}.`);
  }
  process.chdir(root);
  if (existsSync('.env')) process.loadEnvFile('.env');
}

/** Ends the script with one line. */
export function stop(line) {
  console.error(line);
  process.exit(1);
}
