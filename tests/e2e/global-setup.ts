/** Fills one small demo organisation, once; each test starts its own server on a copy of it. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { ServerProcess } from '../support/server-process';
import { TEMPLATE_DIR, TEMPLATE_PATIENTS } from './template';

export default async function fillTemplate(): Promise<void> {
  if (!existsSync('build/index.js')) throw new Error('no build: run `npm test`, or `npm run build` first');
  rmSync(TEMPLATE_DIR, { recursive: true, force: true });
  const server = await ServerProcess.create({ env: { PATIENTS: String(TEMPLATE_PATIENTS) } });
  await server.start();
  await server.kill('SIGTERM');
  cpSync(server.dataDir, TEMPLATE_DIR, { recursive: true });
  await server.dispose();
}
