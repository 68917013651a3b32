/** `node scripts/run.mjs FILE ARGUMENTS…`: runs one of the project's TypeScript programs. */
import { resolve } from 'node:path';
import { run } from './lib/command.mjs';
import { prepareEnvironment } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { ensureSynced } from './lib/sync.mjs';

// npm changes into the project's folder; paths are meant from where the person is.
const from = process.env.INIT_CWD ?? process.cwd();
prepareEnvironment();
await ensureInstalled();
await ensureSynced();
const [file, ...args] = process.argv.slice(2);
process.exitCode = await run(process.execPath, ['--import', 'tsx', resolve(file), ...args], {
  env: { INIT_CWD: from },
});
