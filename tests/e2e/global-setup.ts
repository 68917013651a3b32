/** Fills one small demo organisation and two nurses’ tablets, once; each test begins with a copy. */
import { cpSync, existsSync, rmSync } from 'node:fs';
import { ServerProcess } from '../support/server-process';
import { Clinician } from './clinician';
import { Tablet } from './tablet';
import { findPreparedProfile, NURSES, ORIGIN, TEMPLATE_DIR, TEMPLATE_PATIENTS } from './template';

export default async function fillTemplate(): Promise<void> {
  if (!existsSync('build/index.js')) throw new Error('no build: run `npm test`, or `npm run build` first');
  rmSync(TEMPLATE_DIR, { recursive: true, force: true });
  const server = await ServerProcess.create({ origin: ORIGIN, env: { PATIENTS: String(TEMPLATE_PATIENTS) } });
  await server.start();
  await Promise.all(NURSES.map((name) => prepareTablet(name, server.port)));
  await server.kill('SIGTERM');
  cpSync(server.dataDir, TEMPLATE_DIR, { recursive: true });
  await server.dispose();
}

async function prepareTablet(name: string, port: number): Promise<void> {
  const tablet = new Tablet({ port: () => port, whole: false });
  await tablet.switchOn();
  const nurse = await Clinician.arrive(tablet, ORIGIN, name);
  await nurse.ready();
  await nurse.roundOver();
  await tablet.switchOff();
  const prepared = findPreparedProfile(name) ?? '';
  rmSync(prepared, { recursive: true, force: true });
  cpSync(tablet.profile, prepared, { recursive: true });
  await tablet.dispose();
}
