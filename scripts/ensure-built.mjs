/** For programs that run the built app: builds it when its sources have changed since the last time. */
import { ensureBuilt } from './lib/build.mjs';
import { prepareEnvironment } from './lib/environment.mjs';

prepareEnvironment();
process.exitCode = (await ensureBuilt()) ? 0 : 1;
