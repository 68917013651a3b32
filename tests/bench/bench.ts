/** `npm run bench -- [row…] [--rounds N] [--json FILE] [--check]`: measures, and prints one table. */
import { writeFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { breachesOf } from './budgets';
import { growthTableOf } from './growth';
import { figuresOf, tableOf, type Figures } from './report';
import { ROWS } from './rows';

const FEWEST_ROUNDS = 5;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: String(FEWEST_ROUNDS) },
    /** Writes the figures, with machine and date. */
    json: { type: 'string' },
    /** Exit 1 when a figure is beyond its budget. */
    check: { type: 'boolean', default: false },
  },
});
const rounds = Number(values.rounds);
const unknown = positionals.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0 || !(rounds >= 1)) {
  console.error(`Rows: ${ROWS.map(({ name }) => name).join(', ')}. --rounds is a whole number.`);
  process.exit(2);
}
if (rounds < FEWEST_ROUNDS) console.error(`Fewer than ${FEWEST_ROUNDS} rounds: a try, not a result.`);

const machine = {
  date: new Date().toISOString(),
  processors: `${cpus().length} × ${cpus()[0]?.model.trim() ?? '?'}`,
  memory: `${Math.round(totalmem() / 2 ** 30)} GB`,
  node: process.version,
  /** Others at work on the machine make every figure larger; the ratios are of the same moments. */
  loadBefore: loadavg().map((load) => Number(load.toFixed(1))),
};
const figures: Figures[] = [];
for (const row of ROWS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
  console.error(`${row.name}: ${row.what}`);
  try {
    figures.push(...(await row.measure(rounds)).map(figuresOf));
  } catch (error) {
    // What others measured, for hours perhaps, is not lost with it.
    console.error(`${row.name} did not come to its end:`, error);
    process.exitCode = 1;
  }
}
console.log(
  `${machine.date}, ${machine.processors}, ${machine.memory}, Node ${machine.node}, load ${machine.loadBefore.join(' ')}\n`,
);
console.log(tableOf(figures));
console.log(`\n${growthTableOf(figures)}`);
if (values.json !== undefined) {
  const file = resolve(process.env['INIT_CWD'] ?? '.', values.json);
  writeFileSync(file, `${JSON.stringify({ machine, figures }, null, 2)}\n`);
}
if (values.check) {
  const breaches = breachesOf(figures);
  for (const { budget, case: of, value } of breaches) {
    const limit = budget.most === undefined ? `at least ${budget.least ?? ''}` : `at most ${budget.most}`;
    console.error(`Beyond budget: ${budget.row}, ${of}: ${budget.measure} is ${value.toFixed(2)}, ${limit}`);
  }
  if (breaches.length > 0) process.exitCode = 1;
}
