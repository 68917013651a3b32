import { statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { JobFailedError, listenForJobs } from '../../src/lib/server/control-socket';
import { handOverImport as handOver, IMPORT, importJob } from '../../src/lib/server/fhir/import-job';
import { observation, of, patient, TEAM, Workspace } from './workspace';

let work: Workspace;
let reports: unknown[];
beforeEach(async () => {
  work = await Workspace.open();
  reports = [];
});
afterEach(() => work.close());

const dataDir = () => join(work.folder, 'data');
const listen = () =>
  listenForJobs(dataDir(), new Map([[IMPORT, importJob(work.parts)]]), (cause) => reports.push(cause));
const job = () => ({ paths: [join(work.folder, 'in')], team: TEAM });

it('hands an import over to the server that has the store open', async () => {
  work.file('a.json', patient('1'));
  const listener = await listen();
  expect(await handOver(dataDir(), job())).toMatchObject({ kind: 'done', report: { imported: 1 } });
  expect(await handOver(dataDir(), { ...job(), team: 'x' })).toMatchObject({ kind: 'not-started' });
  expect((await work.recordOf('Patient/1')).size).toBe(1);
  expect(statSync(join(dataDir(), 'control.sock')).mode & 0o777).toBe(0o600);
  await listener.close();
  expect(await handOver(dataDir(), job())).toBeUndefined();
});

it('finds no server where none runs, also when one was killed there', async () => {
  expect(await handOver(dataDir(), job())).toBeUndefined();
  writeFileSync(join(dataDir(), 'control.sock'), ''); // what is left of it
  expect(await handOver(dataDir(), job())).toBeUndefined();
  const listener = await listen();
  expect(await handOver(dataDir(), job())).toMatchObject({ kind: 'not-started' });
  await listener.close();
});

it('answers nonsense with a failure and goes on', async () => {
  const listener = await listen();
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(join(dataDir(), 'control.sock'), () => socket.write('nonsense\n'));
    socket.once('data', (data) => {
      resolve(data.toString());
    });
  });
  expect(JSON.parse(answer)).toMatchObject({ kind: 'failed' });
  expect(reports).toHaveLength(1);
  expect(await handOver(dataDir(), { paths: [], team: 'x' })).toMatchObject({ kind: 'not-started' });
  await listener.close();
});

it('a server that stops says so to who waits, ends between two batches, and the import can be run again', async () => {
  const many = Array.from({ length: 3000 }, (_, i) => JSON.stringify(observation(String(i), of('1'))));
  work.file('many.ndjson', many.join('\n'));
  const listener = await listen();
  const waiting = expect(handOver(dataDir(), job())).rejects.toThrow(JobFailedError);
  await vi.waitUntil(async () => (await work.recordOf('Patient/1')).size > 0, {
    timeout: 10_000,
    interval: 5,
  });
  await listener.close();
  await waiting;
  const report = await work.import();
  expect(report.found).toBe(3000);
  expect(report.unchanged).toBeGreaterThan(0);
  expect(report.imported).toBeGreaterThan(0);
});
