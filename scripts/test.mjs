/** `npm test`: every check, with a summary. `npm test -- unit e2e` runs only those. */
import { prepareEnvironment, stop } from './lib/environment.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { steps } from './lib/test-steps.mjs';

prepareEnvironment();
const names = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(steps);
const unknown = names.find((name) => !(name in steps));
if (unknown !== undefined) stop(`There is no step “${unknown}”; there are ${Object.keys(steps).join(', ')}.`);
await ensureInstalled();

/** Each keeps one core busy and says little: two go on at a time. */
const QUIET = ['lint', 'format', 'types', 'architecture', 'build'];

const results = [];
const waiting = [...names];
while (waiting.length > 0) {
  const loud = waiting.findIndex((name) => !QUIET.includes(name));
  const batch = waiting.splice(0, loud === -1 ? waiting.length : Math.max(loud, 1));
  console.log(`\n── ${batch.join(', ')} ──`);
  const inTurn = async () => {
    for (let step = batch.shift(); step; step = batch.shift()) results.push(await timed(step));
  };
  await Promise.all([inTurn(), inTurn()]);
}

async function timed(step) {
  const began = Date.now();
  const counts = await steps[step]();
  return { step, ...counts, seconds: Math.round((Date.now() - began) / 1000) };
}

console.log('\n── summary ──');
for (const { step, passed, failed, skipped, failures = [], seconds } of results) {
  const words = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  console.log(`${failed > 0 ? '✗' : '✓'} ${step.padEnd(13)} ${words.join(', ')} (${seconds} s)`);
  for (const failure of failures) console.log(`    ✗ ${failure}`);
}
const total = (key) => results.reduce((sum, result) => sum + result[key], 0);
console.log(`\ndoorstep: ${total('passed')} passed, ${total('failed')} failed, ${total('skipped')} skipped`);
process.exitCode = total('failed') > 0 ? 1 : 0;
