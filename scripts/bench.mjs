/** `npm run bench`: builds the app when it has changed, and measures it. */
import { ensureBuilt } from './lib/build.mjs';
import { run } from './lib/command.mjs';
import { prepareEnvironment } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';

const from = process.env.INIT_CWD ?? process.cwd();
prepareEnvironment();
await ensureInstalled();
const args = ['--import', 'tsx', 'tests/bench/bench.ts', ...process.argv.slice(2)];
process.exitCode = (await ensureBuilt()) ? await run(process.execPath, args, { env: { INIT_CWD: from } }) : 1;
