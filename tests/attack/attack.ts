/** `npm run attack -- --requests N --seed S`: asks the server for what it must not give, and takes its rules away one by one. */
import { parseArgs } from 'node:util';
import type { Config } from '../../src/lib/server/config';
import { readConfig } from '../../src/lib/server/config';
import { Host } from './host';
import { MUTANTS, type Mutant } from './mutants';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    /** Requests within which each mutant is to be noticed. */
    patience: { type: 'string', default: '20000' },
    /** Only those mutants whose name holds this. */
    only: { type: 'string', default: '' },
  },
});
const seed = Number(values.seed);

// What the server logs about requests that fail on purpose is of no use here.
console.error = () => undefined;

const host = await Host.open();
const config = configIn(host.folder);
const result = await host.withAttack(undefined, ({ attack }) =>
  attack({ requests: Number(values.requests), seed, config, untilFinding: false }),
);
for (const id of result.missing) console.log(`✗ ${id} is not attacked: name it in routes.ts`);
for (const { kind, what, world } of result.findings.slice(0, 20))
  console.log(`✗ ${kind} in world ${world}: ${what}`);
const count = (kind: string) => result.findings.filter((finding) => finding.kind === kind).length;

const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
let caught = 0;
for (const mutant of chosen) {
  const finding = await findingOf(mutant);
  console.log(`${finding === undefined ? '✗ not noticed' : `✓ ${finding}`}: ${mutant.name}`);
  if (finding !== undefined) caught += 1;
}
const withheld = count('withheld');
if (withheld > 0) console.log(`withheld=${withheld}`);
console.log(
  `attack: requests=${result.requests} leaked=${count('leaked')} mutants=${caught}/${chosen.length}`,
);
await host.close();
process.exit(result.missing.length + result.findings.length === 0 && caught === chosen.length ? 0 : 1);

async function findingOf(mutant: Mutant): Promise<string | undefined> {
  const { findings, requests } = await host.withAttack(mutant, ({ attack }) =>
    attack({ requests: Number(values.patience), seed, config, untilFinding: true }),
  );
  return findings[0] && `${findings[0].kind} after ${requests} requests`;
}

function configIn(folder: string): Config {
  return readConfig({
    DATA_DIR: folder,
    OIDC_ISSUER: 'http://127.0.0.1:9',
    OIDC_CLIENT_ID: 'attack',
    OIDC_CLIENT_SECRET: 'attack',
  });
}
