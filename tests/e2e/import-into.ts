/** `npm run import`, while the server has the store open. */
import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { ImportReport } from '../../src/lib/server/fhir/report';
import type { ServerProcess } from '../support/server-process';

/** Of the demo: the nurses and the healthcare assistant. */
const TEAM = 'community-nursing';

export async function importInto({ dataDir }: ServerProcess, path: string): Promise<ImportReport> {
  const args = ['scripts/run.mjs', 'src/cli/import.ts', path, '--team', TEAM, '--json'];
  const child = spawn(process.execPath, args, {
    env: { ...process.env, DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(0);
  return JSON.parse(printed.slice(printed.indexOf('{'))) as ImportReport;
}
