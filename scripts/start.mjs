/** `npm start`: from a fresh clone to a running server. Installs and builds what is missing, then serves in this process. */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { nowServing } from './lib/command.mjs';
import { prepareEnvironment, stop } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensurePortIsFree } from './lib/port.mjs';

prepareEnvironment();
readArguments();
await ensureInstalled();
const { readConfig, stopAtConfigError } = await import('./lib/config.mjs');
const config = await readConfig();
await ensurePortIsFree(config.host, config.port);
if (!(await ensureBuilt())) stop('The app could not be built.');
await serve();

function readArguments() {
  try {
    const { values } = parseArgs({ options: { patients: { type: 'string' } } });
    if (values.patients !== undefined) process.env.PATIENTS = values.patients;
  } catch (error) {
    stop(`${error.message.split('\n')[0]} Known is: --patients N`);
  }
}

async function serve() {
  // The adapter reads these by itself and has defaults of its own.
  Object.assign(process.env, {
    HOST: config.host,
    PORT: String(config.port),
    ORIGIN: config.origin,
    BODY_SIZE_LIMIT: config.bodySizeLimit,
    SHUTDOWN_TIMEOUT: process.env.SHUTDOWN_TIMEOUT ?? '1',
    NODE_ENV: 'production',
  });
  console.log('Starting …');
  const { server } = await import('../build/index.js').catch(stopAtConfigError);
  if (!server.server.listening) await once(server.server, 'listening');
  nowServing();
  console.log(`\nDoorstep is ready at ${config.origin}\nPress Ctrl-C to stop it.`);
}
