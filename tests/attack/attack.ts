/** `npm run attack -- --requests N --seed S`: asks the server for what it must not give, and takes its rules away one by one. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { NoticedIn } from '../support/noticed-in';
import { MUTANTS } from './mutants';
import type { Job } from './part';
import { shareOut } from './parts';
import type { AttackResult } from './run';
import { worldsOf, type WorldPlan } from './worlds';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    /** Requests within which each mutant is to be noticed. */
    patience: { type: 'string', default: '20000' },
    /** Only those mutants whose name holds this. */
    only: { type: 'string', default: '' },
    /** Writes down in which world each mutant was noticed, to be looked at first from then on. */
    remember: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const worlds = worldsOf(Number(values.requests));
const mutants = MUTANTS.filter(({ name }) => name.includes(values.only));

const noticedIn = new NoticedIn(join(import.meta.dirname, 'noticed-in.json'));
/** The seed that tests use: in other ones the worlds are others. */
const SEED = 1;

/** So many worlds are one job: a job begins with loading the app. */
const WORLDS_A_JOB = 20;
const jobs: Job[] = [];
for (let first = 0; first < worlds.length; first += WORLDS_A_JOB) {
  jobs.push({ seed, worlds: worlds.slice(first, first + WORLDS_A_JOB), untilFinding: false });
}
for (const { name } of mutants) {
  const plans = worldsOf(Number(values.patience));
  const isFirst = ({ nth }: WorldPlan) => seed === SEED && nth === noticedIn.find(name);
  const inOrder = [...plans.filter(isFirst), ...plans.filter((plan) => !isFirst(plan))];
  jobs.push({ seed, worlds: inOrder, untilFinding: true, mutant: name });
}

const whole: AttackResult = { requests: 0, findings: [], missing: [] };
let caught = 0;
const worldOf: Record<string, number> = {};
await shareOut(jobs, ({ mutant }, { requests, findings, missing }) => {
  if (mutant === undefined) {
    whole.requests += requests;
    whole.findings.push(...findings);
    whole.missing = missing;
    return;
  }
  const [first] = findings;
  console.log(`${first ? `✓ ${first.kind} after ${requests} requests` : '✗ not noticed'}: ${mutant}`);
  if (!first) return;
  caught += 1;
  worldOf[mutant] = first.world;
});
if (values.remember) noticedIn.remember(worldOf);

for (const id of whole.missing) console.log(`✗ ${id} is not attacked: name it in routes.ts`);
for (const { kind, what, world } of whole.findings.slice(0, 20))
  console.log(`✗ ${kind} in world ${world}: ${what}`);
const count = (kind: string) => whole.findings.filter((finding) => finding.kind === kind).length;
const withheld = count('withheld');
if (withheld > 0) console.log(`withheld=${withheld}`);
console.log(
  `attack: requests=${whole.requests} leaked=${count('leaked')} mutants=${caught}/${mutants.length}`,
);
process.exitCode = whole.missing.length + whole.findings.length === 0 && caught === mutants.length ? 0 : 1;
