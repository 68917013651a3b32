/** `npm run dev`: the app with its sources watched. */
import { prepareEnvironment } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { run } from './lib/command.mjs';

prepareEnvironment();
await ensureInstalled();
const { readConfig } = await import('./lib/config.mjs');
const { host, port } = await readConfig();
const vite = ['node_modules/vite/bin/vite.js', 'dev', '--strictPort', '--host', host, '--port', String(port)];
process.exitCode = await run(process.execPath, vite);
