/** One of the processes of an attack: does one job after the other, as `attack.ts` hands them out. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../../src/lib/server/config';
import { choose } from '../support/chosen-mutant';
import { attack, type AttackResult, type Worlds } from './run';

export interface Job extends Worlds {
  /** Its name; undefined for the code as it is. */
  mutant?: string | undefined;
}

// What the server logs about requests that fail on purpose is of no use here.
console.error = () => undefined;

/** For what the app wants a folder. */
const folder = mkdtempSync(join(tmpdir(), 'doorstep-attack-'));
const config = readConfig({
  DATA_DIR: folder,
  OIDC_ISSUER: 'http://127.0.0.1:9',
  OIDC_CLIENT_ID: 'attack',
  OIDC_CLIENT_SECRET: 'attack',
});

process.on('message', (job: Job) => {
  void answer(job);
});
process.once('disconnect', () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit();
});

async function answer({ mutant, ...worlds }: Job): Promise<void> {
  choose(mutant);
  const result = await attack(worlds, config);
  process.send?.(result satisfies AttackResult);
}
