/** One of the processes of an attack: does one job after the other, as `attack.ts` hands them out. */
import { readConfig } from '../../src/lib/server/config';
import { Host } from './host';
import { MUTANTS } from './mutants';
import type { AttackResult, Worlds } from './run';

export interface Job extends Worlds {
  /** Its name; undefined for the code as it is. */
  mutant?: string | undefined;
}

// What the server logs about requests that fail on purpose is of no use here.
console.error = () => undefined;

const host = await Host.open();
const config = readConfig({
  DATA_DIR: host.folder,
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'attack',
  OIDC_CLIENT_SECRET: 'attack',
});

process.on('message', (job: Job) => {
  void answer(job);
});
process.once('disconnect', () => {
  void host.close().then(() => process.exit());
});

async function answer({ mutant: name, ...worlds }: Job): Promise<void> {
  const mutant = MUTANTS.find((one) => one.name === name);
  const result = await host.withAttack(mutant, ({ attack }) => attack(worlds, config));
  process.send?.(result satisfies AttackResult);
}
